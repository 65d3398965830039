import Dispatch
import NIOHTTP1
import Testing

@testable import Egress

private let ok: TestServer.Script = { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")] }

@Suite struct `Trusting no name server` {
    private func post(_ client: GuardedClient, to url: String) async -> EgressFailure? {
        await failure { () async throws(EgressFailure) in
            try await client.post(url, headers: [], body: [])
        }
    }

    @Test(arguments: [
        ["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "::1"], ["::1"],
        ["127.0.0.1", "10.0.0.1"], ["127.0.0.1", "169.254.169.254"], ["::ffff:7f00:2"],
        ["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["fd00::1"], ["0.0.0.0"], ["::"],
    ])
    func `one private address among good ones refuses the host`(addresses: [String]) async throws {
        let canaries = try await Canaries.start()
        let dns = TestDNS(["mixed.example": [addresses]])
        let client = GuardedClient(policy: .oneLoopbackAddress, resolver: dns.resolver)
        let failed = await post(client, to: "http://mixed.example:\(canaries.port)/")
        #expect(failed?.rule == .notPublic)
        #expect(dns.lookUps == ["mixed.example"])
        #expect(canaries.connections == 0)
        try await canaries.stop()
    }

    @Test func `an answer that changes between two calls is judged at each`() async throws {
        let canaries = try await Canaries.start()
        try await withServer(script: ok) { server in
            let dns = TestDNS(["flip.example": [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1"]]])
            let client = GuardedClient(policy: .oneLoopbackAddress, resolver: dns.resolver)
            let url = "http://flip.example:\(server.port)/"
            #expect(await post(client, to: url) == nil)
            #expect(await post(client, to: url)?.rule == .notPublic)
            #expect(await post(client, to: url) == nil)
            // One look-up a call: what was checked is what was connected to.
            #expect(dns.lookUps.count == 3)
            #expect(server.connections == 2)
        }
        #expect(canaries.connections == 0)
        try await canaries.stop()
    }

    @Test func `a name that flips between a redirect and its target is judged again`() async throws
    {
        let folder = try ScratchFolder()
        try await withServer { _ in
            [.send("HTTP/1.1 302 X\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let dns = TestDNS(["flip.example": [["127.0.0.1"], ["127.0.0.2"]]])
            let client = GuardedClient(policy: .oneLoopbackAddress, resolver: dns.resolver)
            let failed = await failure { () async throws(EgressFailure) in
                let url = "http://flip.example:\(server.port)/"
                return try await client.fetch(url, to: folder.file("x"))
            }
            #expect(failed?.rule == .notPublic)
            #expect(server.connections == 1)
        }
    }

    @Test func `a mapped address in a record is called as what it is`() async throws {
        try await withServer(script: ok) { server in
            let dns = TestDNS(["mapped.example": [["::ffff:7f00:1"]]])
            let client = GuardedClient(policy: .oneLoopbackAddress, resolver: dns.resolver)
            #expect(await post(client, to: "http://mapped.example:\(server.port)/") == nil)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `the second address is tried when the first one does not listen`() async throws {
        let dns = TestDNS(["two.example": [["127.0.0.3", "127.0.0.1"]]])
        let policy = EgressPolicy(allowedNetworks: [AddressRange("127.0.0.0/8")].compactMap { $0 })
        let client = GuardedClient(policy: policy, resolver: dns.resolver)
        try await withServer(script: ok) { server in
            #expect(await post(client, to: "http://two.example:\(server.port)/") == nil)
            #expect(server.requests.first?.header("Host") == "two.example:\(server.port)")
        }
    }

    @Test func `this machine's own address is refused although it looks public`() async throws {
        try await withServer(script: ok) { server in
            let own = try #require(IPAddress("8.8.4.4"))
            let client = GuardedClient(
                policy: EgressPolicy(ports: [server.port], permitsPlainHTTP: true),
                resolver: TestDNS(["us.example": [["8.8.4.4"]]]).resolver,
                ownAddresses: { [own] }
            )
            #expect(await post(client, to: "http://us.example:\(server.port)/")?.rule == .notPublic)
            #expect(await post(client, to: "http://8.8.4.4:\(server.port)/")?.rule == .notPublic)
        }
    }

    @Test func `the machine's interfaces are known`() throws {
        let own = try hostInterfaceAddresses()
        #expect(own.contains(IPAddress(v4: 0x7F00_0001)))
    }

    @Test(arguments: [Resolver.Failure.noAddress, .noAnswer])
    func `a look-up without an answer says so`(reason: Resolver.Failure) async {
        let resolver = Resolver { (_: String, _: Duration) async throws(Resolver.Failure) in
            throw reason
        }
        let client = GuardedClient(policy: EgressPolicy(), resolver: resolver)
        #expect(await post(client, to: "https://gone.example/") == .dns(reason))
    }

    @Test func `a connection that ends elsewhere is dropped before anything is said`() async throws
    {
        try await withServer(script: ok) { server in
            let client = GuardedClient.onLoopback()
            let url = try client.policy.checkSyntax("http://127.0.0.1:\(server.port)/")
            let elsewhere = try #require(IPAddress("127.0.0.9"))
            let failed = await failure { () async throws(EgressFailure) in
                try await client.exchange(
                    OutgoingRequest(method: .POST, headers: [], body: Array("secret".utf8)),
                    to: url,
                    at: elsewhere,
                    times: CallLimits.webhook.times
                ) { _ in true }
            }
            #expect(failed == .refused(.notPublic))
            #expect(server.requests.isEmpty)
        }
    }
}

@Suite struct `Asking the host's resolver` {
    @Test func `localhost is found without a network`() async throws {
        let found = try await Resolver.system.lookUp("localhost", .seconds(5))
        #expect(!found.isEmpty)
        for address in found { #expect(address.specialPurpose == "loopback" || address.bits == 1) }
    }

    @Test func `a look-up that hangs is given up at its limit`() async throws {
        let gate = Gate()
        let failed = await #expect(throws: Resolver.Failure.self) {
            try await Resolver.onThreads("x", within: .milliseconds(50)) {
                gate.wait()
                return []
            }
        }
        #expect(failed == .noAnswer)
        gate.open()
    }

    @Test func `a cancelled look-up ends at once`() async throws {
        let gate = Gate()
        let started = AsyncStream.makeStream(of: Void.self)
        let lookUp = Task {
            try await Resolver.onThreads("x", within: .seconds(60)) {
                started.continuation.yield()
                gate.wait()
                return []
            }
        }
        for await _ in started.stream { break }
        lookUp.cancel()
        await #expect(throws: Resolver.Failure.cancelled) { try await lookUp.value }
        gate.open()
    }
}

/// Holds a thread until it is opened.
private struct Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }
    func open() { semaphore.signal() }
}
