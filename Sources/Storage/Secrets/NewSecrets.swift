import Crypto
import Domain

/// Random secrets, from the system's generator.
package enum NewSecrets {
    package static func bytes(_ count: Int) -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) }
    }

    package static func webhook() -> String {
        WebhookSecret(key: bytes(32)).text
    }

    /// 256 bits for a cookie or a link: 43 letters that need no escaping anywhere.
    package static func token() -> String {
        Base64URL.text(bytes(32))
    }
}
