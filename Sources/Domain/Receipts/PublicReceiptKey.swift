import Crypto
import Foundation

/// The published half of a key that signs, or once signed, receipts.
package struct PublicReceiptKey: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]
    package let createdAt: Timestamp
    /// From then on it signs no more. What it signed stays good.
    package let retiredAt: Timestamp?

    package init(bytes: [UInt8], createdAt: Timestamp, retiredAt: Timestamp?) {
        self.bytes = bytes
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }

    package var id: String { Self.id(of: bytes) }

    /// The thumbprint of RFC 7638: whoever has the key can compute its id.
    package static func id(of bytes: [UInt8]) -> String {
        let members: JSONValue = [
            "crv": "Ed25519", "kty": "OKP", "x": .string(Base64URL.text(bytes)),
        ]
        return Base64URL.text(SHA256.hash(data: members.bytes()))
    }

    /// As a JSON Web Key (RFC 8037), with two dates more.
    package var jwk: JSONValue {
        [
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": .string(id),
            "x": .string(Base64URL.text(bytes)), "created": .string(createdAt.iso8601),
            "retired": .text(retiredAt?.iso8601),
        ]
    }
}
