import Crypto
public import Foundation

/// The public keys that a server signs receipts with, and those that it used before.
public struct ReceiptKeys: Hashable, Sendable, Decodable {
    public let keys: [ReceiptKey]

    /// The key with this id. Were it published under an id that is not its own, it is not found.
    subscript(_ id: String) -> ReceiptKey? {
        // By bytes: an id that only looks like this one is another.
        keys.first {
            $0.id.utf8.elementsEqual(id.utf8) && $0.thumbprint.utf8.elementsEqual(id.utf8)
        }
    }

    /// - Parameter document: A copy of `/.well-known/aigenerate-keys.json`.
    /// - Throws: `.invalidInput`.
    public init(document: some DataProtocol) throws(AIGenerateError) {
        do {
            self = try JSONDecoder().decode(ReceiptKeys.self, from: Data(document))
        } catch {
            throw .invalidInput("These are not the keys of a server (a JSON Web Key Set).")
        }
    }
}

public struct ReceiptKey: Hashable, Sendable, Decodable {
    public let id: String
    /// When it was made and when it was retired, as ISO 8601; nil: it signs today.
    public let created: String?
    public let retired: String?
    private let x: String

    private enum CodingKeys: String, CodingKey {
        case id = "kid"
        case created, retired, x
    }

    /// RFC 7638: the id follows from the key.
    var thumbprint: String {
        let members = Data(#"{"crv":"Ed25519","kty":"OKP","x":"\#(x)"}"#.utf8)
        return Data(SHA256.hash(data: members)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    func isSignature(_ signature: Data, of message: Data) -> Bool {
        let text = x.replacing("-", with: "+").replacing("_", with: "/") + "="
        guard let bytes = Data(base64Encoded: text),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
