import Domain

/// `%41` for A (RFC 3986, 2.1).
enum PercentEncoding {
    /// nil where two hexadecimal digits do not follow a `%`.
    static func decoded(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        let (decoded, isWellFormed) = decode(bytes)
        return isWellFormed ? decoded : nil
    }

    /// A `%` that begins nothing stays as it is.
    static func leniently(_ bytes: some Collection<UInt8>) -> [UInt8] {
        decode(bytes).decoded
    }

    /// The text of a part of an address. It stays as it is where it is not well encoded.
    static func text(_ encoded: String) -> String {
        guard let bytes = decoded(encoded.utf8), let text = try? UntrustedText.checked(bytes) else {
            return UntrustedText.cut(encoded)
        }
        return text
    }

    /// The end of an address's path, as a file's name; nil where it ends with a slash.
    static func lastStep(of url: String) -> String? {
        let path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let step = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
        guard let step, !step.isEmpty else { return nil }
        return UntrustedText.cut(leniently(step))
    }

    private static func decode(
        _ bytes: some Collection<UInt8>
    ) -> (decoded: [UInt8], isWellFormed: Bool) {
        var (decoded, isWellFormed) = ([UInt8](), true)
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap(\.hexDigitValue)
            if digits.count == 2 {
                decoded.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
                isWellFormed = false
            }
        }
        return (decoded, isWellFormed)
    }
}
