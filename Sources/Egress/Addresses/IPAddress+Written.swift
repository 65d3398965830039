extension IPAddress {
    /// Reads an address as sockets and proxies write it, which is wider than `init(_:)`: brackets, a
    /// port, a zone and quotes around it are dropped, and IPv4 inside of IPv6 (`::ffff:203.0.113.7`,
    /// as a socket for both families names its peers) is IPv4.
    package init?(asWritten text: some StringProtocol) {
        // The longest: an address in full, a zone, brackets, a port.
        guard text.utf8.count <= 100 else { return nil }
        var bytes = Substring(text).utf8[...]
        let around: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\"")]
        while let first = bytes.first, around.contains(first) { bytes.removeFirst() }
        while let last = bytes.last, around.contains(last) { bytes.removeLast() }
        if bytes.first == UInt8(ascii: "[") {
            bytes = bytes.dropFirst().prefix { $0 != UInt8(ascii: "]") }
        } else if bytes.contains(UInt8(ascii: ".")), bytes.count(where: Self.isColon) == 1 {
            bytes = bytes.prefix { !Self.isColon($0) }
        }
        bytes = bytes.prefix { $0 != UInt8(ascii: "%") }
        guard let address = Self.plain(Substring(bytes)) else { return nil }
        self = address.unmapped
    }

    private static func isColon(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") }

    private static func plain(_ text: Substring) -> IPAddress? {
        guard let colon = text.utf8.lastIndex(where: isColon),
            text.utf8.contains(UInt8(ascii: "."))
        else { return IPAddress(text) }
        // `::ffff:203.0.113.7`: what stands before the last colon is the prefix of mapped addresses.
        let head = text.utf8[..<colon]
        guard let inner = IPAddress(text[text.utf8.index(after: colon)...]), inner.family == .v4,
            let whole = IPAddress(Substring(head) + ":0:0"), whole.bits >> 32 == 0xFFFF
        else { return nil }
        return inner
    }
}
