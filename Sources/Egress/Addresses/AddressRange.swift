/// A network in CIDR form: every address that shares the first `prefix` bits of `base`.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    package let base: IPAddress
    /// 0…32 for IPv4, 0…128 for IPv6.
    package let prefix: Int

    /// Reads `10.0.0.0/8`, `fd00::/8`, or one address (`192.168.1.7`). Nil when it is neither, or
    /// when bits are set after the prefix: `192.168.1.7/24` may mean one machine or 256, and a list
    /// of exceptions must not guess.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let base = IPAddress(first) else {
            return nil
        }
        var prefix = base.family.width
        if parts.count == 2 {
            guard let given = Int(parts[1]), String(given) == parts[1], 0...prefix ~= given else {
                return nil
            }
            prefix = given
        }
        self.init(base: base, prefix: prefix)
        guard Self.head(of: base, prefix) << trailing == base.bits else { return nil }
    }

    /// Unchecked: for tables, whose every row a test reads back from its text.
    init(base: IPAddress, prefix: Int) {
        self.base = base
        self.prefix = prefix
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.family == base.family
            && Self.head(of: address, prefix) == Self.head(of: base, prefix)
    }

    package var description: String { "\(base)/\(prefix)" }

    private var trailing: Int { base.family.width - prefix }

    private static func head(of address: IPAddress, _ prefix: Int) -> UInt128 {
        // Smart shift: shifting all 128 bits out gives 0, as a prefix of 0 needs.
        address.bits >> (address.family.width - prefix)
    }
}
