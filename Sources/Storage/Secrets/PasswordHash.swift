import Crypto
import CryptoExtras
import Foundation

/// A password as it is stored: scrypt, as a PHC string
/// (`$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, base64 without padding). One takes about 0.2 s of a core
/// and 32 MB, on purpose: see `PasswordDesk`.
package struct PasswordHash: Hashable, Sendable {
    package let text: String

    package init(text: String) {
        self.text = text
    }

    /// Of a new password.
    package init(of password: String) throws {
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let hash = try Self.derive(password, salt, Self.current)
        text = "$scrypt$\(Self.current.text)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    /// Of nobody: what is compared with when there is no such person, so that it takes as long.
    package static let nobody = PasswordHash(
        text: "$scrypt$\(current.text)$AAAAAAAAAAAAAAAAAAAAAA$"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )

    package func matches(_ password: String) -> Bool {
        let parts = text.split(separator: "$").map(String.init)
        guard parts.count == 4, parts[0] == "scrypt", let cost = Cost(parts[1]),
            let salt = Self.decode(parts[2]), let hash = Self.decode(parts[3]),
            let derived = try? Self.derive(password, salt, cost)
        else { return false }
        // In constant time.
        let key = SymmetricKey(data: hash)
        let proof = HMAC<SHA256>.authenticationCode(for: Data(derived), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(
            Data(proof),
            authenticating: Data(hash),
            using: key
        )
    }

    /// Made with other costs than new ones: to be made anew when the password is at hand.
    package var isOutdated: Bool { !text.hasPrefix("$scrypt$\(Self.current.text)$") }

    private struct Cost: Hashable {
        let log2Rounds: Int
        let blockSize: Int
        let parallelism: Int

        init(log2Rounds: Int, blockSize: Int, parallelism: Int) {
            self.log2Rounds = log2Rounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        init?(_ text: String) {
            let numbers = text.split(separator: ",").compactMap { pair in
                pair.split(separator: "=").last.flatMap { Int($0) }
            }
            guard numbers.count == 3, (10...20).contains(numbers[0]), (1...32).contains(numbers[1]),
                (1...16).contains(numbers[2])
            else { return nil }
            self.init(log2Rounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
        }

        var text: String { "ln=\(log2Rounds),r=\(blockSize),p=\(parallelism)" }
    }

    private static let current = Cost(log2Rounds: 15, blockSize: 8, parallelism: 3)

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8]
    {
        // The same text typed on another machine may come in another Unicode form.
        let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes,
            salt: salt,
            outputByteCount: 32,
            rounds: 1 << cost.log2Rounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
        return key.withUnsafeBytes { Array($0) }
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func decode(_ text: String) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}
