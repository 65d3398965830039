import Domain

/// Looks at an ID token's two texts before a library makes dictionaries of them.
enum IDTokenText {
    static func check(_ token: String) throws(SignOnFailure) {
        for part in token.utf8.split(separator: UInt8(ascii: ".")).prefix(2) {
            guard let text = String(part), let bytes = Base64URL.bytes(text) else {
                throw .wrongAnswer("the ID token is not base64url")
            }
            do throws(JSONSyntaxError) {
                _ = try JSONValue.parse(bytes)
            } catch {
                throw .wrongAnswer("the ID token is not the JSON expected: \(error.message)")
            }
        }
    }
}
