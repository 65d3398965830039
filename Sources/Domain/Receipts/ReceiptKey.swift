import Crypto
import Foundation

/// A private Ed25519 key that signs receipts. Printing it shows its id alone.
package struct ReceiptKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let key: Curve25519.Signing.PrivateKey

    /// A new random one.
    package init() {
        key = Curve25519.Signing.PrivateKey()
    }

    /// The key of a seed of 32 bytes.
    package init(seed: [UInt8]) throws {
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: Data(seed))
    }

    /// To be sealed and stored, and for nothing else.
    package func revealSeed() -> [UInt8] { Array(key.rawRepresentation) }

    package var publicBytes: [UInt8] { Array(key.publicKey.rawRepresentation) }
    package var id: String { PublicReceiptKey.id(of: publicBytes) }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: Data(bytes)))
    }

    package var description: String { "receipt key \(id)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
