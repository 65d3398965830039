import Testing

@testable import Egress

private func redirect(to location: String, status: Int = 302) -> [Step] {
    [.send("HTTP/1.1 \(status) X\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")]
}

private let picture: [Step] = [.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ncat")]

@Suite struct `Following redirects` {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `a picture may have moved`(status: Int) async throws {
        let folder = try ScratchFolder()
        try await withServer { request in
            request.requestLine.hasPrefix("GET /new ")
                ? picture : redirect(to: "new", status: status)
        } _: { server in
            let file = try await GuardedClient.onLoopback(names: ["pictures.example"])
                .fetch("http://pictures.example:\(server.port)/old", to: folder.file("x"))
            #expect(file.url.description == "http://pictures.example:\(server.port)/new")
            #expect(server.connections == 2)
        }
        #expect(folder.contents(of: "x") == Array("cat".utf8))
    }

    @Test func `three redirects are followed, a fourth is not`() async throws {
        let folder = try ScratchFolder()
        try await withServer { request in
            let step = request.requestLine.split(separator: " ")[1].dropFirst()
            let left = Int(step) ?? 0
            return left == 0 ? picture : redirect(to: "/\(left - 1)")
        } _: { server in
            let client = GuardedClient.onLoopback()
            let base = "http://127.0.0.1:\(server.port)"
            let file = try await client.fetch("\(base)/3", to: folder.file("x"))
            #expect(file.bytes == 3)
            let before = server.connections
            let failed = await failure { () async throws(EgressFailure) in
                try await client.fetch("\(base)/4", to: folder.file("y"))
            }
            #expect(failed == .refused(.redirects(most: 3)))
            #expect(server.connections == before + 4)
        }
        #expect(folder.contents(of: "y") == nil)
    }

    @Test func `a loop ends`() async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            redirect(to: "")
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                let url = "http://127.0.0.1:\(server.port)/"
                return try await GuardedClient.onLoopback().fetch(url, to: folder.file("x"))
            }
            #expect(failed?.rule == .redirects)
            #expect(server.connections == 4)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.2:PORT/", EgressRefusal.Rule.notPublic), ("//127.0.0.2:PORT/", .notPublic),
        ("http://[::1]:PORT/", .notPublic), ("http://169.254.169.254/latest/", .notPublic),
        ("http://evil.example:PORT/", .notPublic), ("http://half.example:PORT/", .notPublic),
        ("http://metadata.google.internal/", .localName), ("http://127.1:PORT/", .addressForm),
        ("http://a@127.0.0.1:PORT/", .credentials), ("file:///etc/passwd", .scheme),
        ("gopher://127.0.0.1:PORT/_x", .scheme), ("http+unix://%2Frun%2Fx/", .scheme),
        ("http://[::ffff:7f00:2]:PORT/", .addressForm), ("/\\127.0.0.2", .characters),
        ("http://8.8.8.8/", .scheme), ("https://8.8.8.8:22/", .port),
    ])
    func `a redirect to where we do not call is refused`(
        location: String,
        rule: EgressRefusal.Rule
    ) async throws {
        let folder = try ScratchFolder()
        let canaries = try await Canaries.start()
        let target = location.replacing("PORT", with: "\(canaries.port)")
        let dns = TestDNS([
            "evil.example": [["127.0.0.2"]], "half.example": [["127.0.0.1", "127.0.0.2"]],
        ])
        let client = GuardedClient(policy: .oneLoopbackAddress, resolver: dns.resolver)
        try await withServer { _ in
            redirect(to: target)
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                try await client.fetch("http://127.0.0.1:\(server.port)/", to: folder.file("x"))
            }
            #expect(failed?.rule == rule)
            #expect(server.connections == 1)
        }
        #expect(canaries.connections == 0)
        try await canaries.stop()
        #expect(folder.names == [])
    }

    @Test func `https is never left for http`() async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            picture
        } _: { plain in
            let tls = try TestCertificate.serverContext()
            try await withServer(tls: tls) { _ in
                redirect(to: "http://127.0.0.1:\(plain.port)/")
            } _: { secure in
                let client = GuardedClient.onLoopback(trustRoots: try .pem(TestCertificate.pem))
                let failed = await failure { () async throws(EgressFailure) in
                    let url = "https://127.0.0.1:\(secure.port)/"
                    return try await client.fetch(url, to: folder.file("x"))
                }
                #expect(failed == .refused(.downgrade))
                #expect(secure.requests.count == 1)
            }
            #expect(plain.connections == 0)
        }
    }

    @Test func `a redirect that says not where is no picture`() async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            [.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                let url = "http://127.0.0.1:\(server.port)/"
                return try await GuardedClient.onLoopback().fetch(url, to: folder.file("x"))
            }
            #expect(failed == .status(302))
        }
    }
}
