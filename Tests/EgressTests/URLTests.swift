import Testing

@testable import Egress

@Suite struct `Reading URLs` {
    @Test(arguments: [
        ("https://hooks.example.com", "https://hooks.example.com/"),
        ("https://hooks.example.com/", "https://hooks.example.com/"),
        ("HTTPS://Hooks.Example.COM/A/b?c=D#e", "https://hooks.example.com/A/b?c=D"),
        ("https://hooks.example.com:443/x", "https://hooks.example.com/x"),
        ("https://hooks.example.com:8443/x", "https://hooks.example.com:8443/x"),
        ("https://hooks.example.com:80/x", "https://hooks.example.com:80/x"),
        ("https://hooks.example.com?a=1", "https://hooks.example.com/?a=1"),
        ("https://hooks.example.com#a@b", "https://hooks.example.com/"),
        ("https://hooks.example.com/a@b:c/?u=https://127.0.0.1/", nil),
        ("https://hooks.example.com/%2e%2e/%00?x=%0d%0a", nil),
        ("https://hooks.example.com/a/../b//c", nil),
        (
            "https://hooks.example.com/?t[]=1&t[]=2",
            "https://hooks.example.com/?t%5B%5D=1&t%5B%5D=2"
        ),
        ("https://hooks.example.com/?a?b", nil),
        ("https://xn--bcher-kva.example/", nil),
        ("https://my_bucket.s3.amazonaws.com/cat.png?X-Amz-Signature=ab%2Fcd", nil),
        ("https://a-b.c-d.example/~me/;x=1,2!$'()*+=:", nil),
        ("https://8.8.8.8/", nil), ("https://1.example/", nil), ("https://1.2.3.4.example/", nil),
        ("https://0x7f.example/", nil), ("https://127.0.0.1.example.com/", nil),
        ("https://[2606:4700:4700::1111]/", nil),
        ("https://[2606:4700:4700:0:0:0:0:1111]:8443/", "https://[2606:4700:4700::1111]:8443/"),
        ("https://localhost.example.com/", nil), ("https://notlocalhost.com/", nil),
        ("https://example.com.evil.org/", nil), ("https://internal.example.com/", nil),
    ])
    func `a good URL is read once and means one thing`(text: String, reading: String?) throws {
        let url = try EgressPolicy().checkSyntax(text)
        #expect(url.description == reading ?? text)
        #expect(try EgressPolicy().checkSyntax(url.description) == url)
    }

    @Test func `a URL of 2048 characters is read, a longer one refused`() throws {
        let base = "https://hooks.example.com/"
        let longest = base + String(repeating: "a", count: 2_048 - base.count)
        #expect(try EgressPolicy().checkSyntax(longest).path.count == 2_023)
        #expect(throws: EgressRefusal.tooLong) { try EgressPolicy().checkSyntax(longest + "a") }
    }

    @Test(arguments: [
        ("https://other.example/x", "https://other.example/x"),
        ("//other.example/x", "https://other.example/x"),
        ("/x?y#z", "https://hooks.example:8443/x?y"), ("x", "https://hooks.example:8443/a/b/x"),
        ("./x", "https://hooks.example:8443/a/b/x"), ("../x", "https://hooks.example:8443/a/x"),
        ("../../../x", "https://hooks.example:8443/x"), ("..", "https://hooks.example:8443/a/"),
        (".", "https://hooks.example:8443/a/b/"),
        ("?k=/../v", "https://hooks.example:8443/a/b/c?k=/../v"),
        ("", "https://hooks.example:8443/a/b/c?q"), ("#top", "https://hooks.example:8443/a/b/c?q"),
        ("x:y", "x:y"), ("/x:y", "https://hooks.example:8443/x:y"),
        ("/x//y/", "https://hooks.example:8443/x//y/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ])
    func `a redirect is resolved against the URL that gave it`(
        location: String,
        target: String
    ) throws {
        let url = try EgressPolicy().checkSyntax("https://hooks.example:8443/a/b/c?q")
        #expect(url.resolving(location) == target)
    }
}

@Suite struct `Judging URLs` {
    private static let lan = EgressPolicy(
        allowedNetworks: ["10.0.0.0/8", "::1", "127.0.0.0/8"].compactMap { AddressRange($0) }
    )

    @Test(arguments: [
        (
            "http://hooks.example.com/", EgressRefusal.Rule.scheme,
            "The URL must begin with https://."
        ),
        ("ftp://hooks.example.com/", .scheme, "The URL must begin with https://."),
        ("https://hooks.example.com:22/", .port, "The URL's port must be 80, 443 or 8443."),
        ("https://10.0.0.1/", .notPublic, EgressRefusal.notPublic.message),
        ("https://printer.local/", .localName, EgressRefusal.localName.message),
        ("https://redis/", .localName, EgressRefusal.localName.message),
    ])
    func `a refusal says what is allowed`(text: String, rule: EgressRefusal.Rule, message: String) {
        #expect(throws: EgressRefusal(rule: rule, message: message)) {
            try EgressPolicy().checkSyntax(text)
        }
    }

    @Test(arguments: [
        "http://10.1.2.3:9000/hook", "http://127.0.0.1:1/", "http://[::1]:3000/",
        "http://receiver.lan:5678/hook", "http://n8n:5678/hook", "http://localhost:3000/",
        "https://hooks.example.com/",
    ])
    func `a network on the list permits any port and http, or leaves it to the look-up`(
        text: String
    ) throws {
        #expect(try Self.lan.checkSyntax(text).description == text)
    }

    @Test(arguments: [
        ("http://192.168.0.1:9000/", EgressRefusal.Rule.notPublic), ("http://[::2]/", .notPublic),
        ("http://8.8.8.8/", .scheme), ("https://8.8.8.8:9000/", .port),
        ("https://[::ffff:7f00:1]/", .addressForm),
        ("http://metadata.google.internal/", .localName),
        ("http://127.1:3000/", .addressForm),
    ])
    func `a network on the list permits nothing outside of it`(
        text: String,
        rule: EgressRefusal.Rule
    ) {
        let refusal = #expect(throws: EgressRefusal.self) { try Self.lan.checkSyntax(text) }
        #expect(refusal?.rule == rule)
    }

    @Test(arguments: [
        (["10.0.0.1", "10.0.0.2"], nil), (["127.0.0.1", "::1"], nil),
        (["10.0.0.1", "8.8.8.8"], EgressRefusal.Rule.scheme),
        (["10.0.0.1", "192.168.0.1"], .notPublic),
        (["8.8.8.8"], .scheme), (["127.0.0.1", "fe80::1"], .notPublic),
        (["::ffff:7f00:1"], nil), (["64:ff9b::7f00:1"], .notPublic),
    ])
    func `the look-up decides what a name may be called like`(
        addresses: [String],
        rule: EgressRefusal.Rule?
    ) throws {
        let url = try Self.lan.checkSyntax("http://receiver.example:5678/")
        let found = addresses.compactMap { IPAddress($0) }
        let refusal = Result { () throws(EgressRefusal) in try Self.lan.check(found, of: url) }
        #expect(refusal.failure?.rule == rule)
    }

    @Test func `this machine's own public address is refused, unless it is on the list`() throws {
        let url = try EgressPolicy().checkSyntax("https://us.example/")
        let own = try #require(IPAddress("8.8.8.8"))
        #expect(throws: EgressRefusal.notPublic) {
            try EgressPolicy().check([own], of: url, own: [own])
        }
        let listed = EgressPolicy(allowedNetworks: [AddressRange("8.8.8.8")].compactMap { $0 })
        try listed.check([own], of: url, own: [own])
        try EgressPolicy().check([own], of: url, own: [])
    }

    @Test func `a trusted origin is trusted as a whole, and nothing beside it`() throws {
        let policy = EgressPolicy(trustedOrigins: [try Origin(of: "http://localhost:8188/api")])
        let url = try policy.checkSyntax("http://LOCALHOST:8188/view?file=1")
        try policy.check([try #require(IPAddress("127.0.0.1"))], of: url)
        for other in [
            "http://localhost:8189/", "https://localhost:8188/", "http://127.0.0.1:8188/",
        ] {
            #expect(throws: EgressRefusal.self) { try policy.checkSyntax(other) }
        }
    }

    @Test func `a policy may permit http and other ports to public hosts`() throws {
        let policy = EgressPolicy(ports: [80, 9000], permitsPlainHTTP: true)
        #expect(try policy.checkSyntax("http://hooks.example.com:9000/").port == 9000)
        #expect(throws: EgressRefusal(rule: .port, message: "The URL's port must be 80 or 9000.")) {
            try policy.checkSyntax("https://hooks.example.com/")
        }
        #expect(
            throws: EgressRefusal(
                rule: .scheme,
                message: "The URL must begin with https:// or http://."
            )
        ) { try policy.checkSyntax("gopher://hooks.example.com/") }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
