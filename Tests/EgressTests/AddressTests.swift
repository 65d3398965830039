import Testing

@testable import Egress

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite struct `Reading addresses` {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.0/24"), ("198.51.100.255", "198.51.100.0/24"),
        ("2600:3c00::a:b:c:d", "2600:3c00::/64"), ("2600:3c00:0:1:a:b:c:d", "2600:3c00:0:1::/64"),
        ("255.255.255.255", "255.255.255.0/24"), ("::1", "::/64"),
    ])
    func `an address has the network that its owner has all of`(
        text: String,
        network: String
    ) throws {
        let address = try #require(IPAddress(text))
        #expect("\(address.network)" == network)
        #expect(address.network.contains(address))
    }

    @Test(arguments: [
        "0.0.0.0", "1.2.3.4", "255.255.255.255", "127.0.0.1", "::", "::1", "2001:db8::7",
        "fe80::1:2:3", "1:2:3:4:5:6:7:8", "1::8", "::2:0:0:0:0:0:0", "1:0:0:2::3",
    ])
    func `a usual address is read`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(IPAddress(address.description) == address)
    }

    @Test(arguments: [
        "", "1", "127.1", "127.0.1", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1",
        "01.2.3.4", "1.2.3.04", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "0x7f000001", "+1.2.3.4",
        "1.2.3.-4", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4%25", "１２７.0.0.1", ":", ":::", "1:::2",
        "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "12345::", "::g",
        "fe80::1%eth0", "::ffff:1.2.3.4", "[::1]", "::+1", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:",
    ])
    func `anything else is not an address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `texts are read as the C library reads them, but for dotted tails`() {
        var random = SplitMix(seed: 1)
        let alphabet = Array("0123456789abf:::...".utf8)
        for _ in 0..<50_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 2...15, using: &random) {
                bytes.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            let text = String(decoding: bytes, as: UTF8.self)
            var v4 = in_addr()
            var v6 = in6_addr()
            let expected =
                inet_pton(AF_INET, text, &v4) == 1
                || (!text.contains(".") && inet_pton(AF_INET6, text, &v6) == 1)
            #expect((IPAddress(text) != nil) == expected, "\(text)")
        }
    }

    @Test func `an IPv6 address is written as the C library writes it`() {
        var random = SplitMix(seed: 2)
        for _ in 0..<20_000 {
            let groups = (0..<8).map { _ in
                Bool.random(using: &random) ? 0 : UInt16.random(in: 0...UInt16.max, using: &random)
            }
            let bits = groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
            // Glibc writes mapped and compatible addresses with dots.
            guard groups[..<5].contains(where: { $0 != 0 }) else { continue }
            var raw = in6_addr()
            withUnsafeMutableBytes(of: &raw) { bytes in
                for index in 0..<16 {
                    bytes[index] = UInt8(truncatingIfNeeded: bits >> (120 - 8 * index))
                }
            }
            var text = [CChar](repeating: 0, count: 64)
            inet_ntop(AF_INET6, &raw, &text, 64)
            let expected = String(
                decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
            #expect(IPAddress(v6: bits).description == expected)
            #expect(IPAddress(expected) == IPAddress(v6: bits))
        }
    }
}

@Suite struct `Reading networks` {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("0.0.0.0/0", "255.1.2.3", "::1"),
        ("192.168.1.7", "192.168.1.7", "192.168.1.8"), ("fd00::/8", "fdff::1", "fe00::"),
        ("::/0", "ff00::1", "1.2.3.4"), ("::1", "::1", "::2"), ("1.2.3.4/31", "1.2.3.5", "1.2.3.6"),
    ])
    func `a network holds its addresses and no others`(
        text: String,
        inside: String,
        outside: String
    ) throws {
        let range = try #require(AddressRange(text))
        #expect(range.contains(try #require(IPAddress(inside))))
        #expect(!range.contains(try #require(IPAddress(outside))))
        #expect(AddressRange(range.description) == range)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/+8",
        "10.0.0.1/8", "fd00::/129", "fd00::1/8", "10.0.0.0/8/8", "localhost/8", "10/8",
    ])
    func `a text that could mean two networks is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func `every row of the tables is a network as written`() {
        for block in SpecialPurpose.v4 + SpecialPurpose.v6 {
            #expect(AddressRange(block.range.description) == block.range)
        }
        #expect(AddressRange(SpecialPurpose.nat64.description) == SpecialPurpose.nat64)
        #expect(SpecialPurpose.nat64.description == "64:ff9b::/96")
        #expect(SpecialPurpose.globalUnicast.description == "2000::/3")
    }
}

/// Reproducible randomness (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
