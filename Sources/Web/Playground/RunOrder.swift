import Domain
import Storage

/// What a checked form asks for.
struct RunOrder: Sendable {
    /// Made with the form: the run's id, so that a form that is sent twice is one run.
    let token: String
    /// What is sent for every cell, as far as its variant takes it.
    let input: [String: JSONValue]
    let slugs: [String]
    var isBlind = false

    var pictures: Int { slugs.count * Int(input["n"]?.intValue ?? 1) }

    static func newToken() -> String { Base64URL.text(NewSecrets.bytes(16)) }

    /// Ours, or what could be.
    static func isToken(_ text: String) -> Bool { text.utf8.count == 22 }
}
