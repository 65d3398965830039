import Crypto
import Foundation

/// Codes that an app makes from a shared secret and the time (RFC 6238: SHA-1, six digits, 30 s).
package struct TOTP: Sendable {
    private let secret: [UInt8]

    /// 160 bits, as RFC 4226 recommends.
    package static let secretBytes = 20
    package static let period: Int64 = 30
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    package init(secret: [UInt8]) {
        self.secret = secret
    }

    /// - text: the secret in base32, as `text` gives it.
    package init?(text: String) {
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for letter in text {
            guard let value = Self.alphabet.firstIndex(of: letter) else { return nil }
            bits = bits << 5 | value
            count += 5
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            bits &= (1 << count) - 1
        }
        secret = bytes
    }

    /// In base32, to be typed into an app.
    package var text: String {
        var text = ""
        var (bits, count) = (0, 0)
        for byte in secret {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(Self.alphabet[bits >> count])
                bits &= (1 << count) - 1
            }
        }
        if count > 0 { text.append(Self.alphabet[bits << (5 - count)]) }
        return text
    }

    /// The code of a step of 30 seconds since 1970.
    package func code(step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: counter,
            using: SymmetricKey(data: secret)
        )
        let digest = Array(code)
        let offset = Int(digest[19] & 15)
        let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let digits = String((number & 0x7FFF_FFFF) % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The step that a typed code belongs to: this one, or one beside it, for clocks that differ. nil:
    /// to none, or to one that was used before.
    package func step(of typed: String, at now: Timestamp, after used: Int64) -> Int64? {
        let typed = typed.filter { $0.isNumber }
        let current = now.seconds / Self.period
        return (current - 1...current + 1).first { $0 > used && code(step: $0) == typed }
    }
}
