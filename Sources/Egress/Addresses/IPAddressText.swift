extension IPAddress {
    /// Reads the usual text of an address, without brackets; nil for everything else. There is one
    /// spelling of an IPv4 address (no `127.1`, `0x7f.1`, octal or plain integers), and IPv6 has no
    /// zone id and no dotted tail: what other parsers read differently is not an address here.
    package init?(_ text: some StringProtocol) {
        if let bits = Self.parseV4(text.utf8) {
            self.init(v4: bits)
        } else if let bits = Self.parseV6(Substring(text)) {
            self.init(v6: bits)
        } else {
            return nil
        }
    }

    private static func parseV4(_ bytes: some Collection<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count),
                part.allSatisfy(\.isDigit),
                part.count == 1 || part.first != UInt8(ascii: "0")
            else { return nil }
            let value = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return nil }
            bits = bits << 8 | value
        }
        return bits
    }

    private static func parseV6(_ text: Substring) -> UInt128? {
        guard text.utf8.count <= 39, let halves = splitAtGap(text) else { return nil }
        guard let head = groups(halves.head), let tail = groups(halves.tail) else { return nil }
        let given = head.count + tail.count
        // `::` stands for at least one group.
        guard halves.hasGap ? given <= 7 : given == 8 else { return nil }
        let all = head + Array(repeating: 0, count: 8 - given) + tail
        return all.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }

    private static func splitAtGap(
        _ text: Substring
    ) -> (head: Substring, tail: Substring, hasGap: Bool)? {
        let bytes = text.utf8
        let colon = UInt8(ascii: ":")
        for index in bytes.indices where bytes[index] == colon {
            let next = bytes.index(after: index)
            guard next < bytes.endIndex, bytes[next] == colon else { continue }
            // A third colon, or a second gap, leaves an empty group in the tail, which is refused.
            return (text[..<index], text[bytes.index(after: next)...], true)
        }
        return (text, "", false)
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        {
            guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit),
                let group = UInt16(Substring(part), radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }

    static func text(v4 bits: UInt32) -> String {
        "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
    }

    /// RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`.
    static func text(v6 bits: UInt128) -> String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
        let texts = groups.map { String($0, radix: 16) }
        guard let gap = longestZeroRun(groups) else { return texts.joined(separator: ":") }
        return texts[..<gap.lowerBound].joined(separator: ":") + "::"
            + texts[gap.upperBound...].joined(separator: ":")
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best.count >= 2 ? best : nil
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
