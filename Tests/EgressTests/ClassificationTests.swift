import Testing

@testable import Egress

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The same question answered a second time, slowly: the registries as text, read by the C library,
/// compared bit by bit.
private struct Registry {
    private let blocks: [(bits: [Bool], family: Int32)]

    init(_ texts: [String]) throws {
        blocks = try texts.map { text in
            let parts = text.split(separator: "/")
            let family = text.contains(":") ? AF_INET6 : AF_INET
            let bytes = try #require(Self.bytes(String(parts[0]), family))
            let prefix = try #require(Int(parts[1]))
            return (Array(Self.bits(bytes).prefix(prefix)), family)
        }
    }

    func contains(_ address: IPAddress) -> Bool {
        let family = address.family == .v4 ? AF_INET : AF_INET6
        guard let bytes = Self.bytes(address.description, family) else { return false }
        let bits = Self.bits(bytes)
        return blocks.contains { $0.family == family && bits.starts(with: $0.bits) }
    }

    private static func bytes(_ text: String, _ family: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: family == AF_INET ? 4 : 16)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    private static func bits(_ bytes: [UInt8]) -> [Bool] {
        bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 == 1 } }
    }
}

@Suite struct `Telling public addresses from all others` {
    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
        "0000::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16",
        "2620:4f:8000::/48", "3ffe::/16", "3fff::/20",
    ]

    private static func expected(_ address: IPAddress, _ registry: Registry) -> Bool {
        let carried = IPAddress(v4: UInt32(truncatingIfNeeded: address.bits))
        if address.family == .v6 {
            let text = address.description
            if text.hasPrefix("64:ff9b::") && address.bits >> 32 == 0x64_ff9b << 64 {
                return registry.contains(carried)
            }
            if address.bits >> 32 == 0xFFFF { return registry.contains(carried) }
            let interface = UInt32(truncatingIfNeeded: address.bits >> 32)
            if interface == 0x0000_5EFE || interface == 0x0200_5EFE { return true }
        }
        return registry.contains(address)
    }

    @Test func `random addresses and the edges of every block agree with a slow reading`() throws {
        let registry = try Registry(Self.special)
        var random = SplitMix(seed: 3)
        var addresses: [IPAddress] = []
        for _ in 0..<3_000 {
            addresses.append(IPAddress(v4: random.next(upperBound: UInt32.max)))
            let bits = UInt128(random.next()) << 64 | UInt128(random.next())
            addresses.append(IPAddress(v6: bits))
            // Half of the random ones in the space that is handed out.
            addresses.append(IPAddress(v6: bits >> 3 | 1 << 125))
            addresses.append(IPAddress(v6: 0x64_ff9b << 96 | bits >> 96))
            addresses.append(IPAddress(v6: 0xFFFF << 32 | bits >> 96))
            addresses.append(IPAddress(v6: 0x2a00 << 112 | 0x5efe << 32 | bits >> 96))
        }
        for text in Self.special {
            let range = try #require(AddressRange(text))
            let last =
                range.base.bits | UInt128.max >> (128 - range.base.family.width + range.prefix)
            for bits in [range.base.bits, last, range.base.bits &- 1, last &+ 1] {
                let isV4 = range.base.family == .v4
                addresses.append(
                    isV4
                        ? IPAddress(v4: UInt32(truncatingIfNeeded: bits)) : IPAddress(v6: bits)
                )
            }
        }
        for address in addresses {
            let isSpecial = address.specialPurpose != nil
            #expect(isSpecial == Self.expected(address, registry), "\(address)")
        }
        #expect(addresses.contains { $0.specialPurpose == nil })
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111",
        "2a00:1450:4001:81b::200e", "64:ff9b::808:808", "::ffff:808:808",
    ])
    func `a public server is public`(text: String) throws {
        #expect(try #require(IPAddress(text)).specialPurpose == nil)
    }

    @Test(arguments: [
        "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.20.0.1", "192.168.0.1", "169.254.169.254",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0", "255.255.255.255", "::",
        "::1",
        "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1", "::ffff:7f00:1",
        "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::",
        "2002:808:808::1", "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "5f00::1",
        "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1",
    ])
    func `a local, reserved or tunnelled address is not`(text: String) throws {
        #expect(try #require(IPAddress(text)).specialPurpose != nil)
    }
}
