import Domain
import Storage

/// What a checked form asks for.
struct RunOrder: Sendable {
    /// Made with the form: with what it asks for it names one run, however often it is sent.
    let token: String
    /// What is sent for every cell, as far as its variant takes it.
    let input: [String: JSONValue]
    let slugs: [String]
    var isBlind = false
    /// The upload that came with this form.
    var image: KeptImage?

    var pictures: Int { slugs.count * Int(input["n"]?.intValue ?? 1) }

    /// Names what is asked for. An image counts by its content: each time the form is sent its upload
    /// is another one.
    var fingerprint: String {
        var input = input
        if let image, let urls = input["image_urls"]?.arrayValue {
            input["image_urls"] = .array(
                urls.map { $0.stringValue == image.id ? .string("sha256:" + image.sha256) : $0 }
            )
        }
        let asked: JSONValue = [
            "input": .object(input), "variants": .array(slugs.map(JSONValue.string)),
            "isBlind": .bool(isBlind),
        ]
        return SHA256Text.hex(of: asked.bytes())
    }

    /// The run that a form's token names when an earlier sending of the form, with another content, has
    /// the token's own name. Whoever sees it learns nothing of the token.
    func derivedID(_ account: Int64) -> String {
        let text = "run \(account) \(token) \(fingerprint)"
        return Base64URL.text(SHA256Text.bytes(of: text.utf8).prefix(16))
    }

    static func newToken() -> String { Base64URL.text(NewSecrets.bytes(16)) }

    /// Ours, or what could be.
    static func isToken(_ text: String) -> Bool { text.utf8.count == 22 }
}

/// An image that came with a form and is kept.
struct KeptImage: Hashable, Sendable {
    /// The upload's.
    let id: String
    let sha256: String
}
