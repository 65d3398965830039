import NIOSSL
import Testing

@testable import Egress

@Suite struct `Talking in secret` {
    private static let ok: TestServer.Script = { _ in
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    }

    private func post(_ client: GuardedClient, to url: String) async -> EgressFailure? {
        var limits = CallLimits.webhook
        limits.times.connect = .seconds(10)
        return await failure { () async throws(EgressFailure) in
            try await client.post(url, headers: [], body: [1], limits: limits)
        }
    }

    /// The certificate is also for 127.0.0.1, which must not make it one for every host there.
    @Test func `the name stays in the certificate check and the Host header`() async throws {
        let client = GuardedClient.onLoopback(
            names: ["hooks.example", "other.example"],
            trustRoots: try .pem(TestCertificate.pem)
        )
        try await withServer(tls: try TestCertificate.serverContext(), script: Self.ok) { server in
            #expect(await post(client, to: "https://hooks.example:\(server.port)/") == nil)
            #expect(server.requests.first?.header("Host") == "hooks.example:\(server.port)")
            #expect(await post(client, to: "https://127.0.0.1:\(server.port)/") == nil)
            let failed = await post(client, to: "https://other.example:\(server.port)/")
            guard case .tls = failed else { Issue.record("\(String(describing: failed))"); return }
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [
        ("pictures.example", true), ("hooks.example", true), ("a.wild.example", true),
        ("wild.example", false), ("a.b.wild.example", false), ("example", false),
        ("xhooks.example", false), ("hooks.example.org", false), ("127.0.0.1", false),
    ])
    func `a certificate is for its names and one label of its wildcards`(
        name: String,
        isIssued: Bool
    ) throws {
        let certificate = try #require(
            try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.pem.utf8)).first
        )
        #expect(certificate.isIssued(to: name) == isIssued)
    }

    @Test func `a certificate that the host does not trust is refused`() async throws {
        let client = GuardedClient.onLoopback(names: ["hooks.example"])
        try await withServer(tls: try TestCertificate.serverContext(), script: Self.ok) { server in
            let failed = await post(client, to: "https://hooks.example:\(server.port)/")
            guard case .tls = failed else { Issue.record("\(String(describing: failed))"); return }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `a server that does not speak TLS is no secure one`() async throws {
        // It answers the first bytes of the handshake, whatever they are, in plain text.
        let client = GuardedClient.onLoopback()
        try await withServer(greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { server in
            let failed = await post(client, to: "https://127.0.0.1:\(server.port)/")
            guard case .tls = failed else { Issue.record("\(String(describing: failed))"); return }
        }
    }

    @Test func `a handshake that never ends is given up`() async throws {
        try await withServer(script: Self.ok) { server in
            var limits = CallLimits.webhook
            limits.times.connect = .milliseconds(150)
            let failed = await failure { () async throws(EgressFailure) in
                let url = "https://127.0.0.1:\(server.port)/"
                return try await GuardedClient.onLoopback()
                    .post(url, headers: [], body: [], limits: limits)
            }
            #expect(failed == .timeout(.connect))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `a trust list without a certificate is an error`() {
        #expect(throws: (any Error).self) { try TrustRoots.pem("no certificate") }
    }
}
