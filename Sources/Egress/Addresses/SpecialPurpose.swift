/// The addresses that no stranger's URL may make us call. Sources: the IANA IPv4 and IPv6
/// Special-Purpose Address Registries, the multicast registries, and RFC 4291.
///
/// A few blocks that IANA marks as globally reachable (AS112, AMT, the anycast addresses in
/// 192.0.0.0/24 and 2001::/23) are here too: they are infrastructure, and nobody's web server.
package enum SpecialPurpose {
    package struct Block: Sendable {
        package let range: AddressRange
        /// What the block is for: shown to operators, never to customers.
        package let purpose: String
    }

    package static let v4: [Block] = [
        block4(0, 0, 0, 0, 8, "this network"),
        block4(10, 0, 0, 0, 8, "private"),
        block4(100, 64, 0, 0, 10, "carrier-grade NAT"),
        block4(127, 0, 0, 0, 8, "loopback"),
        // Not in the registry: Azure's host agent answers on it from inside every virtual machine.
        block4(168, 63, 129, 16, 32, "cloud metadata"),
        block4(169, 254, 0, 0, 16, "link-local"),
        block4(172, 16, 0, 0, 12, "private"),
        block4(192, 0, 0, 0, 24, "IETF protocol assignments"),
        block4(192, 0, 2, 0, 24, "documentation"),
        block4(192, 31, 196, 0, 24, "AS112"),
        block4(192, 52, 193, 0, 24, "AMT"),
        block4(192, 88, 99, 0, 24, "6to4 relay"),
        block4(192, 168, 0, 0, 16, "private"),
        block4(192, 175, 48, 0, 24, "AS112"),
        block4(198, 18, 0, 0, 15, "benchmarking"),
        block4(198, 51, 100, 0, 24, "documentation"),
        block4(203, 0, 113, 0, 24, "documentation"),
        block4(224, 0, 0, 0, 4, "multicast"),
        block4(240, 0, 0, 0, 4, "reserved and broadcast"),
    ]

    /// Inside 2000::/3, the only IPv6 space that is handed out; all of the rest is refused as such.
    package static let v6: [Block] = [
        block6(0x2001_0000, 23, "IETF protocol assignments, Teredo"),
        block6(0x2001_0db8, 32, "documentation"),
        block6(0x2002_0000, 16, "6to4"),
        block6(0x2620_004f_8000, 48, "AS112", digits: 48),
        block6(0x3ffe_0000, 16, "6bone"),
        block6(0x3fff_0000, 20, "documentation"),
    ]

    static let globalUnicast = block6(0x2000_0000, 3, "global unicast").range
    /// The well-known NAT64 prefix (RFC 6052). On a host with IPv6 only, DNS64 gives every
    /// IPv4 receiver an address in it, so it is judged by the IPv4 address that it carries.
    static let nat64 = AddressRange(
        base: IPAddress(v6: 0x0064_ff9b_0000_0000_0000_0000_0000_0000),
        prefix: 96
    )

    private static func block4(
        _ a: UInt32,
        _ b: UInt32,
        _ c: UInt32,
        _ d: UInt32,
        _ prefix: Int,
        _ purpose: String
    ) -> Block {
        let base = IPAddress(v4: a << 24 | b << 16 | c << 8 | d)
        return Block(range: AddressRange(base: base, prefix: prefix), purpose: purpose)
    }

    /// `leading` are the first bits of the base, `digits` of them.
    private static func block6(
        _ leading: UInt128,
        _ prefix: Int,
        _ purpose: String,
        digits: Int = 32
    ) -> Block {
        let base = IPAddress(v6: leading << (128 - digits))
        return Block(range: AddressRange(base: base, prefix: prefix), purpose: purpose)
    }
}

extension IPAddress {
    /// A packet to it ends at the IPv4 address in its low 32 bits: a mapped or NAT64 address.
    var isDeliveredAsV4: Bool { unmapped != self || SpecialPurpose.nat64.contains(self) }

    /// Why the address is not one of the public internet; nil when it is.
    ///
    /// IPv6 forms that carry an IPv4 address: mapped and NAT64 ones are judged by what they carry.
    /// 6to4, Teredo, ISATAP and IPv4-compatible ones are refused, because what they carry is a
    /// tunnel's end and not the machine that answers.
    package var specialPurpose: String? {
        let address = unmapped
        guard address.family == .v6 else {
            return SpecialPurpose.v4.first { $0.range.contains(address) }?.purpose
        }
        if SpecialPurpose.nat64.contains(address) { return address.embeddedV4.specialPurpose }
        guard SpecialPurpose.globalUnicast.contains(address) else { return "not global unicast" }
        // The global bit (0x0200) of the interface id may be set or not (RFC 5214, 6.1).
        if address.bits >> 32 & 0xFDFF_FFFF == 0x0000_5EFE { return "ISATAP" }
        return SpecialPurpose.v6.first { $0.range.contains(address) }?.purpose
    }
}
