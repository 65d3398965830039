import Testing

@testable import Egress

@Suite struct `Being tricked` {
    /// As careless as a policy can be: every canary's port and http are permitted, so nothing but
    /// the host can be what is refused.
    private static func policy(_ canaries: Canaries) -> EgressPolicy {
        EgressPolicy(ports: Set([80, 443, 8_443] + canaries.ports), permitsPlainHTTP: true)
    }

    /// The worst name server there is: every name, whatever its form, is a canary.
    private static let hostile = Resolver {
        (_: String, _: Duration) async throws(Resolver.Failure) in
        [IPAddress(v4: 0x7F00_0001), IPAddress(v6: 1)]
    }

    @Test func `there are more than 400 tricks, no two alike`() {
        #expect(URLTricks.all.count >= 400)
        #expect(Set(URLTricks.all.map(\.url)).count == URLTricks.all.count)
    }

    @Test func `no trick gets through, as a webhook or as a picture`() async throws {
        let folder = try ScratchFolder()
        let canaries = try await Canaries.start()
        let client = GuardedClient(policy: Self.policy(canaries), resolver: Self.hostile)
        for trick in URLTricks.all {
            let url = trick.url.replacing("PORT", with: "\(canaries.port)")
            let refusal = #expect(throws: EgressRefusal.self, "\(url.debugDescription)") {
                try client.policy.checkSyntax(url)
            }
            #expect(refusal?.rule == trick.rule, "\(url.debugDescription)")
            let fetched = await failure { () async throws(EgressFailure) in
                try await client.fetch(url, to: folder.file("x"))
            }
            let posted = await failure { () async throws(EgressFailure) in
                try await client.post(url, headers: [], body: [])
            }
            #expect(fetched?.rule == trick.rule, "\(url.debugDescription)")
            #expect(posted?.rule == trick.rule, "\(url.debugDescription)")
        }
        #expect(canaries.connections == 0)
        try await canaries.stop()
        #expect(folder.names == [])
    }

    @Test func `a good name with a bad address is refused before anything is connected`()
        async throws
    {
        let folder = try ScratchFolder()
        let canaries = try await Canaries.start()
        let client = GuardedClient(policy: Self.policy(canaries), resolver: Self.hostile)
        for name in URLTricks.evilNames {
            for url in ["http://\(name):\(canaries.port)/", "https://\(name)/"] {
                #expect(throws: Never.self) { try client.policy.checkSyntax(url) }
                let fetched = await failure { () async throws(EgressFailure) in
                    try await client.fetch(url, to: folder.file("x"))
                }
                let posted = await failure { () async throws(EgressFailure) in
                    try await client.post(url, headers: [], body: [])
                }
                #expect(fetched?.rule == .notPublic, "\(url)")
                #expect(posted?.rule == .notPublic, "\(url)")
            }
        }
        #expect(canaries.connections == 0)
        try await canaries.stop()
    }

    @Test func `a canary does count who comes`() async throws {
        let canaries = try await Canaries.start()
        let client = GuardedClient.onLoopback()
        let failed = await failure { () async throws(EgressFailure) in
            let url = "http://127.0.0.1:\(canaries.port)/"
            return try await client.post(url, headers: [], body: [])
        }
        guard case .interrupted = failed else {
            Issue.record("\(String(describing: failed))")
            return
        }
        #expect(canaries.connections == 1)
        try await canaries.stop()
    }
}
