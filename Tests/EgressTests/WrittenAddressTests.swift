import Egress
import Testing

/// Addresses as sockets and proxies write them.
@Suite struct WrittenAddressTests {
    @Test(arguments: [
        "203.0.113.7", " 203.0.113.7 ", "203.0.113.7:4711", "::ffff:203.0.113.7",
        "::FFFF:203.0.113.7", "0:0:0:0:0:ffff:203.0.113.7", "::ffff:cb00:7107",
        "[::ffff:203.0.113.7]:4711", "\"[::ffff:cb00:7107]:4711\"",
    ])
    func `each is the IPv4 address that it means`(text: String) {
        #expect(IPAddress(asWritten: text)?.description == "203.0.113.7")
    }

    @Test(arguments: [
        "2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:80", "2001:DB8:0::7%eth0",
    ])
    func `each is the IPv6 address that it means`(text: String) {
        #expect(IPAddress(asWritten: text)?.description == "2001:db8::7")
    }

    @Test(arguments: [
        "", "unknown", "_hidden", "203.0.113", "203.0.113.7.9", "203.0.113.777", "1::203.0.113.7",
        "::203.0.113.7", "[", ":::", "::ffff:203.0.113.7:80",
        String(repeating: "1", count: 1_000),
    ])
    func `what is none is none`(text: String) {
        #expect(IPAddress(asWritten: text) == nil)
    }

    @Test func `a network has the leading bits`() {
        let address = IPAddress(asWritten: "2001:db8:1:2:3:4:5:6")
        #expect(address.map { "\($0.network(48))" } == "2001:db8:1::/48")
        #expect(address.map { "\($0.network(64))" } == "2001:db8:1:2::/64")
        #expect(address.map { "\($0.network(128))" } == "2001:db8:1:2:3:4:5:6/128")
        #expect(address.map { "\($0.network(0))" } == "::/0")
        #expect(IPAddress("203.0.113.7").map { "\($0.network(16))" } == "203.0.0.0/16")
    }
}
