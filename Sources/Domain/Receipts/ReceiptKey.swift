import Crypto
import Foundation

/// A private Ed25519 key that signs receipts. Printing it shows its id alone.
package struct ReceiptKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let key: Curve25519.Signing.PrivateKey
    package let publicBytes: [UInt8]
    package let id: String

    /// A new random one.
    package init() {
        self.init(Curve25519.Signing.PrivateKey())
    }

    /// The key of a seed of 32 bytes.
    package init(seed: [UInt8]) throws {
        self.init(try Curve25519.Signing.PrivateKey(rawRepresentation: Data(seed)))
    }

    private init(_ key: Curve25519.Signing.PrivateKey) {
        self.key = key
        publicBytes = Array(key.publicKey.rawRepresentation)
        id = PublicReceiptKey.id(of: publicBytes)
    }

    /// To be sealed and stored, and for nothing else.
    package func revealSeed() -> [UInt8] { Array(key.rawRepresentation) }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: Data(bytes)))
    }

    package var description: String { "receipt key \(id)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
