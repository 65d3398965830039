/// An IPv4 or IPv6 address as a number, so that judging it is arithmetic and not text.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Family: Hashable, Sendable {
        case v4, v6

        /// Bits in an address: 32 or 128.
        package var width: Int { self == .v4 ? 32 : 128 }
    }

    package let family: Family
    // Two halves, and not one UInt128: with Swift 6.3 on x86-64, debug builds crashed in async
    // functions that were given one (swiftlang/swift#91204 is its form on arm64).
    private let high: UInt64
    private let low: UInt64

    package init(v4 bits: UInt32) {
        family = .v4
        high = 0
        low = UInt64(bits)
    }

    package init(v6 bits: UInt128) {
        family = .v6
        high = UInt64(bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// The address in host order; an IPv4 address fills the low 32 bits.
    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// The usual text: `203.0.113.7`, or RFC 5952 without brackets (`2001:db8::7`).
    package var description: String {
        family == .v4 ? Self.text(v4: UInt32(bits)) : Self.text(v6: bits)
    }

    /// `::ffff:203.0.113.7` as the IPv4 address that the kernel would really call; any other
    /// address as it is.
    package var unmapped: IPAddress {
        guard family == .v6, bits >> 32 == 0xFFFF else { return self }
        return embeddedV4
    }

    /// The network that whoever has this address has all of, as far as one can tell: /24, or /64.
    package var network: AddressRange { network(family == .v4 ? 24 : 64) }

    /// The network of all addresses that begin with the same `prefix` bits.
    package func network(_ prefix: Int) -> AddressRange {
        let free = family.width - prefix
        // Smart shifts: shifting all 128 bits out gives 0.
        let head = (bits >> free) << free
        let base = family == .v4 ? IPAddress(v4: UInt32(head)) : IPAddress(v6: head)
        return AddressRange(base: base, prefix: prefix)
    }

    /// The low 32 bits of an IPv6 address as IPv4.
    var embeddedV4: IPAddress { IPAddress(v4: UInt32(truncatingIfNeeded: bits)) }
}
