import Testing

@testable import Egress

/// URLs by which people have made servers call what they should not, and what must refuse them.
/// `PORT` stands for the port of a canary.
enum URLTricks {
    struct Trick: Sendable, CustomTestStringConvertible {
        let url: String
        let rule: EgressRefusal.Rule

        var testDescription: String { url }
    }

    static let all: [Trick] = combined + authorities + schemes

    /// Every host in every frame.
    private static var combined: [Trick] {
        let frames = [
            "http://HOST/", "https://HOST/latest/meta-data/", "http://HOST:PORT/x?y=1#z",
            "https://HOST:8443/a.png",
        ]
        return hosts.flatMap { rule, hosts in
            hosts.flatMap { host in
                frames.map { Trick(url: $0.replacing("HOST", with: host), rule: rule) }
            }
        }
    }

    private static let hosts: [(EgressRefusal.Rule, [String])] = [
        (.notPublic, privateV4 + privateV6),
        (.addressForm, numbers + carriers),
        (.localName, names),
        (.characters, foreign),
        (.host, misspelled),
        (.credentials, credentials),
    ]

    private static let privateV4 = [
        "127.0.0.1", "127.0.0.2", "127.1.1.1", "127.255.255.255", "0.0.0.0", "0.1.2.3", "10.0.0.1",
        "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
        "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "192.0.0.192",
        "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "168.63.129.16", "192.88.99.1",
    ]
    private static let privateV6 = [
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[0::1]",
        "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "[fec0::1]", "[ff02::1]",
        "[::7f00:1]", "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]", "[2001::7f00:1]", "[2001:db8::1]", "[64:ff9b:1::7f00:1]", "[100::1]",
        "[2606:4700::5efe:7f00:1]", "[2606:4700::200:5efe:7f00:1]", "[3fff::1]", "[5f00::1]",
    ]
    /// What inet_aton and browsers read as an IPv4 address.
    private static let numbers = [
        "127.1", "127.0.1", "127.", "0", "1", "00", "0.0", "2130706433", "02130706433",
        "017700000001",
        "0x7f000001", "0X7F000001", "0x7f.1", "0x7f.0.0.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1",
        "0177.0.0.01", "0177.1", "00177.0.0.1", "127.0.0.01", "127.0.0.001", "127.000.000.001",
        "127.0x0.0.1", "127.0.0.0x1", "0x0000007f.1", "127.0.0.1.", "127.0.0.1..", "1.1.1.1.1",
        "256.256.256.256", "999.1.1.1", "4294967296", "3232235521", "2852039166", "0xa9fea9fe",
        "0251.0376.0251.0376", "0xa9.0xfe.0xa9.0xfe", "169.254.43518", "169.16689662", "10.1",
        "192.168.1", "08.8.8.8", "0x", "a.0x7f", "evil.example.127", "127.0.0.1.0x1", ".127.0.0.1",
        "127..0.0.1", "1.2.3.-4.5",
    ]
    /// IPv6 literals with IPv4 inside, zones, and things that are no IPv6.
    private static let carriers = [
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:0001]", "[0:0:0:0:0:ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
        "[::ffff:8.8.8.8]", "[::ffff:808:808]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]",
        "[64:ff9b::808:808]", "[::127.0.0.1]", "[2002:127.0.0.1::]", "[fe80::1-eth0]", "[::1", "[]",
        "[1]", "[127.0.0.1]", "[::1].example.com", "[::1]]", "[[::1]]",
        "[localhost]", "[v1.fe80::1]", "[::1::]", "[:::1]", "[00000::1]", "[::1/128]",
        "[1:2:3:4:5:6:7]",
    ]
    private static let names = [
        "localhost", "LOCALHOST", "LocalHost", "a.localhost", "x.y.localhost",
        "localhost.localdomain",
        "ip6-localhost", "ip6-loopback", "broadcasthost", "kubernetes", "redis", "db", "metadata",
        "metadata.google.internal", "METADATA.google.INTERNAL", "metadata.goog", "instance-data",
        "instance-data.ec2.internal", "rancher-metadata", "metadata.tencentyun.com",
        "metadata.packet.net", "printer.local", "router.lan", "nas.home", "nas.home.arpa",
        "wiki.corp", "app.internal", "host.docker.internal", "gateway.docker.internal",
        "vault.private", "erp.intranet", "ip-10-0-0-1.ec2.internal",
    ]
    /// Other alphabets that some parser turns into ASCII, and what no URL may hold.
    private static let foreign = [
        "１２７.0.0.1", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "①②⑦.⓪.⓪.①", "⑯⑨。②⑤④。⑯⑨｡②⑤④",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "ｌｏｃａｌｈｏｓｔ", "local\u{AD}host", "localhost\u{200B}", "lo\u{2060}calhost", "ʟocalhost",
        "ex\u{2044}ample.com", "example.com\u{FF0F}@127.0.0.1", "example.com\u{2100}.evil.org",
        "bücher.example", "127.0.0.1\t", "127.0.0.1 ", " 127.0.0.1", "127.0.0.1\n", "127.0.\r\n0.1",
        "127.0.0.1\0", "local\thost", "example.com\\@127.0.0.1", "127.0.0.1\\@example.com",
        "example.com\\.127.0.0.1", "\\\\127.0.0.1", "example.com|127.0.0.1", "{127.0.0.1}",
        "<127.0.0.1>", "\"127.0.0.1\"", "`127.0.0.1`", "127.0.0.1^", "\u{7F}localhost",
    ]
    private static let misspelled = [
        "", ".", "..", "localhost.", "LOCALHOST.", "localhost..", "metadata.google.internal.",
        ".localhost", "a..localhost", "local%68ost", "%6c%6f%63%61%6c%68%6f%73%74",
        "127%2e0%2e0%2e1",
        "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "127.0.0.1%2f.example.com", "127.0.0.1%23",
        "example.com%00", "example.com%0d%0a", "-localhost", "localhost-", "a.-b.example",
        "a,b.example",
        "127.0.0.1;example.com", "$localhost", "localhost!", "a~b.example", "(localhost)",
        "a=b.example",
        "*", "*.example.com", "+", "127.0.0.1+", "'127.0.0.1'", "example.com;localhost",
        "example.com&localhost",
    ]
    private static let credentials = [
        "user@127.0.0.1", "user:pass@127.0.0.1", "example.com@127.0.0.1",
        "example.com:80@127.0.0.1",
        "example.com:443@localhost", "@127.0.0.1", ":@127.0.0.1", "a@b@127.0.0.1",
        "127.0.0.1@example.com",
        "%40@127.0.0.1", "example.com%2f@127.0.0.1", "example.com%23@127.0.0.1",
        "[::1]@example.com",
        "example.com@[::1]", "user@example.com",
    ]

    /// Whole authorities: the frames above would give some of them another meaning.
    private static let authorities: [Trick] =
        [
            "https://example.com:22/", "https://example.com:25/", "https://example.com:6379/",
            "https://example.com:0/", "https://example.com:65536/", "https://example.com:99999/",
            "https://example.com:-1/", "https://example.com:+443/", "https://example.com:0443/",
            "https://example.com:00443/", "https://example.com:/", "https://example.com:443:443/",
            "https://example.com::443/", "https://example.com:443.0/", "https://example.com:0x1bb/",
            "https://example.com:4_4_3/", "https://example.com:443a/", "https://127.0.0.1:PORT:80/",
            "https://[::1]:/", "https://[::1]:x/",
            "https://[2606:4700:4700::1111]:22/",
        ].map { Trick(url: $0, rule: .port) }
        + [
            Trick(url: "https://[2606:4700:4700::1111]x/", rule: .addressForm),
            Trick(url: "https://[2606:4700:4700::1111]443/", rule: .addressForm),
            Trick(url: "https:///127.0.0.1/", rule: .host), Trick(url: "https://", rule: .host),
            Trick(url: "http://?@127.0.0.1/", rule: .host),
            Trick(url: "http://#@127.0.0.1/", rule: .host),
            Trick(url: "http:////127.0.0.1/", rule: .host),
            Trick(url: "https://example.com/%", rule: .characters),
            Trick(url: "https://example.com/%zz", rule: .characters),
            Trick(url: "https://example.com/%1", rule: .characters),
            Trick(url: "https://example.com/a b", rule: .characters),
            Trick(url: "https://example.com/\u{0}", rule: .characters),
            Trick(url: "https://example.com/\r\nHost: 127.0.0.1", rule: .characters),
            Trick(url: "https://example.com/é", rule: .characters),
            Trick(url: "https://example.com/[::1]/", rule: .characters),
            Trick(url: " https://127.0.0.1/", rule: .characters),
            Trick(url: "\u{FEFF}https://127.0.0.1/", rule: .characters),
            Trick(url: "https://\(String(repeating: "a", count: 64)).example/", rule: .host),
            Trick(
                url: "https://\(String(repeating: "a.", count: 126))example.com/",
                rule: .host
            ),
            Trick(url: "https://127.0.0.1/\(String(repeating: "a", count: 2_048))", rule: .length),
        ]

    private static let schemes: [Trick] = [
        "", "/", "//127.0.0.1/", "127.0.0.1", "127.0.0.1:PORT", "localhost:PORT/", "http", "http:",
        "http:/", "http:/127.0.0.1/", "http:127.0.0.1", "https:127.0.0.1:PORT",
        "https:/example.com/",
        "file:///etc/passwd", "file://localhost/etc/passwd", "ftp://127.0.0.1/",
        "gopher://127.0.0.1:PORT/_x",
        "dict://127.0.0.1:PORT/info", "ldap://127.0.0.1/", "tftp://127.0.0.1/", "sftp://127.0.0.1/",
        "jar:http://127.0.0.1!/", "netdoc:///etc/passwd", "php://input", "data:text/plain,x",
        "javascript:alert(1)", "about:blank", "ws://127.0.0.1:PORT/", "wss://127.0.0.1/",
        "unix:/run/x",
        "http+unix://%2Frun%2Fdocker.sock/info", "https+unix://%2Frun%2Fx/", "httpunix://x/",
        "view-source:http://127.0.0.1/",
        "url:http://127.0.0.1/", "httpss://127.0.0.1/", "http2://127.0.0.1/", "hTTp:://127.0.0.1/",
        "1http://127.0.0.1/",
        "-http://127.0.0.1/", "://127.0.0.1/", ":http://127.0.0.1/", "http;//127.0.0.1/",
        "mailto:x@127.0.0.1",
    ].map { Trick(url: $0, rule: .scheme) }

    /// Their form is good; what DNS says of them is not.
    static let evilNames = [
        "localtest.me", "127.0.0.1.nip.io", "10.0.0.1.sslip.io",
        "customer1.app.localhost.my.company.127.0.0.1.nip.io",
        "www.oastify.example", "spoofed.burpcollaborator.net", "lvh.me", "vcap.me",
        "localhost.example.com",
        "1u.ms", "make-127-0-0-1-rr.1u.ms", "a.b.c.d.example", "xn--localhost-1v9a.example",
        "127-0-0-1.example",
        "0x7f000001.example", "2130706433.example", "metadata.google.internal.example.com",
    ]
}
