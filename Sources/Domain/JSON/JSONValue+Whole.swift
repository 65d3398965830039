extension JSONValue {
    /// A whole number however it is written: 1, 1.0 and 1e0 are the same number (RFC 8259 knows no
    /// other difference). nil for 1.5, and for what does not fit.
    package var wholeValue: Int64? {
        switch self {
        case .int(let number): number
        case .decimal(let text): Self.whole(text)
        default: nil
        }
    }

    /// Longer texts are no count, seed or percentage of anybody's.
    private static let longest = 64

    private static func whole(_ text: String) -> Int64? {
        guard text.utf8.count <= longest else { return nil }
        let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 | 0x20 == 0x65 }
        guard let mantissa = parts.first, parts.count <= 2,
            let exponent = parts.count == 2 ? Int(Substring(parts[1])) : 0,
            (-longest...longest).contains(exponent)
        else { return nil }
        let pieces = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let fraction = pieces.count == 2 ? String(Substring(pieces[1])) : ""
        // Every digit, and where the point stands among them.
        var digits = String(Substring(pieces[0])) + fraction
        var point = exponent - fraction.utf8.count
        while point < 0, digits.utf8.last == UInt8(ascii: "0") {
            digits.removeLast()
            point += 1
        }
        if digits.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "0") }) {
            return 0
        }
        guard point >= 0 else { return nil }
        return Int64(digits + String(repeating: "0", count: point))
    }
}
