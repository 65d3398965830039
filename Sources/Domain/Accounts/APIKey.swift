/// The text of an API key: `sk-aig-` (or `sk-aig-test-`), 38 random base62 characters, and 6 that
/// are the CRC-32 of all before them, so that typos and junk cost no look-up and scanners can tell a
/// real one.
package enum APIKeyText {
    package static let livePrefix = "sk-aig-"
    package static let testPrefix = "sk-aig-test-"
    static let randomLength = 38
    static let checksumLength = 6

    /// A new key's text. `random` is at least 64 uniformly random bytes: more than 38, because some
    /// are passed over to keep the characters uniform. nil when they did not suffice.
    package static func make(isTest: Bool, random: some Sequence<UInt8>) -> String? {
        // 248 = 4 × 62: larger bytes would favour the first characters.
        let characters = Array(random).filter { $0 < 248 }.prefix(randomLength)
            .map { alphabet[Int($0 % 62)] }
        guard characters.count == randomLength else { return nil }
        let start = (isTest ? testPrefix : livePrefix) + String(decoding: characters, as: UTF8.self)
        return start + checksum(of: start)
    }

    /// True when the text has the form of a key and its checksum fits.
    package static func isWellFormed(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard text.hasPrefix(livePrefix), bytes.allSatisfy({ $0 == 0x2D || isBase62($0) }) else {
            return false
        }
        let prefix = isTest(text) ? testPrefix : livePrefix
        guard bytes.count == prefix.utf8.count + randomLength + checksumLength,
            bytes.dropFirst(prefix.utf8.count).allSatisfy(isBase62)
        else { return false }
        let start = String(decoding: bytes.dropLast(checksumLength), as: UTF8.self)
        return checksum(of: start) == String(decoding: bytes.suffix(checksumLength), as: UTF8.self)
    }

    package static func isTest(_ text: String) -> Bool {
        text.hasPrefix(testPrefix)
    }

    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )

    private static func isBase62(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func checksum(of text: String) -> String {
        var rest = CRC32.of(text.utf8)
        var characters = [UInt8](repeating: alphabet[0], count: checksumLength)
        for position in (0..<checksumLength).reversed() {
            characters[position] = alphabet[Int(rest % 62)]
            rest /= 62
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
