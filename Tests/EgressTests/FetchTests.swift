import NIOPosix
import Testing

@testable import Egress

private let fast = FetchLimits(
    bytes: 1_000,
    redirects: 3,
    times: CallTimes(
        lookUp: .seconds(5),
        connect: .seconds(5),
        firstByte: .seconds(5),
        total: .seconds(20)
    )
)

extension FetchLimits {
    /// The same, but one wait is short.
    fileprivate func with(
        connect: Duration? = nil,
        firstByte: Duration? = nil,
        total: Duration? = nil
    ) -> FetchLimits {
        var limits = self
        limits.times.connect = connect ?? times.connect
        limits.times.firstByte = firstByte ?? times.firstByte
        limits.times.total = total ?? times.total
        return limits
    }
}

private func answer(_ body: String, status: String = "200 OK", _ headers: String...) -> [Step] {
    let all = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
    return [.send(all.joined(separator: "\r\n") + "\r\n\r\n" + body)]
}

@Suite struct `Fetching pictures` {
    @Test func `a picture is saved, and we say who we are and what we take`() async throws {
        let folder = try ScratchFolder()
        let client = GuardedClient.onLoopback(names: ["pictures.example"])
        try await withServer { _ in
            answer("a picture")
        } _: { server in
            let url = "http://pictures.example:\(server.port)/cat.png?size[]=2#top"
            let file = try await client.fetch(url, to: folder.file("cat"), limits: fast)
            #expect(file.bytes == 9)
            #expect(file.head == Array("a picture".utf8))
            #expect(
                file.url.description
                    == "http://pictures.example:\(server.port)/cat.png?size%5B%5D=2"
            )
            let request = try #require(server.requests.first)
            #expect(request.requestLine == "GET /cat.png?size%5B%5D=2 HTTP/1.1")
            #expect(request.header("Host") == "pictures.example:\(server.port)")
            #expect(request.header("Accept") == "image/*")
            #expect(request.header("Accept-Encoding") == "identity")
            #expect(request.header("User-Agent") == "AIGenerate")
        }
        #expect(folder.contents(of: "cat") == Array("a picture".utf8))
    }

    @Test(arguments: [
        "/a/../b//c/", "/%2e%2e/%00%0d%0a", "/a;x=1,2!$'()*+=:@", "/?", "/x?y?z=/../",
    ])
    func `the path goes out as it was given`(target: String) async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            answer("x")
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)\(target)"
            _ = try await GuardedClient.onLoopback().fetch(url, to: folder.file("x"), limits: fast)
            #expect(server.requests.first?.requestLine == "GET \(target) HTTP/1.1")
        }
    }

    @Test func `an old file is replaced, a symbolic link is not followed`() async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            answer("new")
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let client = GuardedClient.onLoopback()
            for _ in 0..<2 { _ = try await client.fetch(url, to: folder.file("x"), limits: fast) }
            #expect(folder.contents(of: "x") == Array("new".utf8))
            try folder.link("link", to: "elsewhere")
            let failed = await failure { () async throws(EgressFailure) in
                try await client.fetch(url, to: folder.file("link"), limits: fast)
            }
            guard case .disk = failed else { Issue.record("\(String(describing: failed))"); return }
        }
        #expect(folder.contents(of: "elsewhere") == nil)
    }

    @Test func `a folder that is not there is our fault and leaves nothing`() async throws {
        try await withServer { _ in
            answer("x")
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                try await GuardedClient.onLoopback().fetch(
                    "http://127.0.0.1:\(server.port)/",
                    to: "/nonexistent/folder/x",
                    limits: fast
                )
            }
            guard case .disk = failed else { Issue.record("\(String(describing: failed))"); return }
        }
    }

    private static let manyFields = String(repeating: "X-More: 1\r\n", count: 1_000)
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: [
        ("announced", [Step.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")]),
        ("chunked", [.send(chunked + "3E9\r\n" + String(repeating: "x", count: 1_001))]),
        (
            "many chunks",
            [.send(chunked), .drip("40\r\n" + String(repeating: "x", count: 64) + "\r\n")]
        ),
        (
            "until close",
            [.send("HTTP/1.1 200 OK\r\n\r\n"), .drip(String(repeating: "x", count: 99))]
        ),
    ])
    func `a file that is too large is given up`(name: String, steps: [Step]) async throws {
        try await expectFailure(.tooLarge(limit: 1_000), steps: steps)
    }

    @Test func `a file of exactly the limit is not too large`() async throws {
        let folder = try ScratchFolder()
        let body = String(repeating: "x", count: 1_000)
        try await withServer { _ in
            [.send("HTTP/1.1 200 OK\r\n\r\n" + body), .close]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let file = try await GuardedClient.onLoopback()
                .fetch(url, to: folder.file("x"), limits: fast)
            #expect(file.bytes == 1_000)
            #expect(file.head.count == 64)
        }
    }

    @Test(arguments: [
        (
            "a body cut by length",
            [Step.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .close]
        ),
        ("a body cut by chunk", [.send(chunked + "9\r\nhalf"), .close]),
        ("a head cut", [.send("HTTP/1.1 200 OK\r\nContent-"), .close]), ("nothing", [.close]),
        ("a head without end", [.send("HTTP/1.1 200 OK\r\n"), .drip(manyFields)]),
        ("another protocol", [.send("220 smtp.example ESMTP\r\n"), .close]),
        (
            "two lengths",
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde")]
        ),
    ])
    func `an answer that breaks off or is no HTTP leaves no file`(
        name: String,
        steps: [Step]
    ) async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            steps
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                try await GuardedClient.onLoopback().fetch(
                    "http://127.0.0.1:\(server.port)/",
                    to: folder.file("x"),
                    limits: fast
                )
            }
            guard case .interrupted = failed else {
                Issue.record("\(name): \(String(describing: failed))")
                return
            }
        }
        #expect(folder.names == [])
    }

    @Test(arguments: [204, 206, 304, 400, 401, 404, 410, 429, 500, 503])
    func `another status than 200 is not a picture`(status: Int) async throws {
        try await expectFailure(.status(status), steps: answer("", status: "\(status) X"))
    }

    @Test(arguments: ["gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip"])
    func `a compressed answer is refused, never unpacked`(coding: String) async throws {
        let name = coding.lowercased() == "identity, gzip" ? "gzip" : coding.lowercased()
        try await expectFailure(
            .compressed(coding: name),
            steps: answer("bomb", "Content-Encoding: \(coding)")
        )
    }

    @Test func `a bomb that does not say so is kept as the few bytes that it is`() async throws {
        let folder = try ScratchFolder()
        let gzipMagic: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0]
        try await withServer { _ in
            [.send("HTTP/1.1 200 OK\r\n\r\n"), .sendBytes(gzipMagic), .close]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            _ = try await GuardedClient.onLoopback().fetch(url, to: folder.file("x"), limits: fast)
        }
        #expect(folder.contents(of: "x") == gzipMagic)
    }

    @Test(arguments: [
        ("no head", [Step](), EgressFailure.timeout(.firstByte)),
        (
            "a slow head", [.send("HTTP/1.1 200 OK\r\nX-Slow: "), .drip("x")],
            .timeout(.firstByte)
        ),
        ("a slow body", [.send("HTTP/1.1 200 OK\r\n\r\n"), .drip("x")], .timeout(.total)),
        (
            "a stalled body", [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")],
            .timeout(.total)
        ),
    ])
    func `a slow server is given up`(
        name: String,
        steps: [Step],
        expected: EgressFailure
    ) async throws {
        let limits =
            expected == .timeout(.total)
            ? fast.with(total: .milliseconds(400))
            : fast.with(connect: .seconds(2), firstByte: .milliseconds(100))
        var roomy = limits
        roomy.bytes = 1_000_000
        try await expectFailure(expected, steps: steps, limits: roomy)
    }

    @Test func `a port where nobody listens is a failed connection`() async throws {
        let folder = try ScratchFolder()
        let port = try SilentPort()
        let failed = await failure { () async throws(EgressFailure) in
            try await GuardedClient.onLoopback()
                .fetch("http://127.0.0.1:\(port.number)/", to: folder.file("x"), limits: fast)
        }
        guard case .connect = failed else { Issue.record("\(String(describing: failed))"); return }
    }

    @Test func `a cancelled fetch ends at once, without a file`() async throws {
        let folder = try ScratchFolder()
        let path = folder.file("x")
        try await withServer { _ in
            [.send("HTTP/1.1 200 OK\r\n\r\nhalf")]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let fetch = Task {
                await failure { () async throws(EgressFailure) in
                    try await GuardedClient.onLoopback().fetch(url, to: path, limits: fast)
                }
            }
            for await _ in server.arrivals { break }
            fetch.cancel()
            #expect(await fetch.value == .cancelled)
        }
        #expect(folder.names == [])
    }

    private func expectFailure(
        _ expected: EgressFailure,
        steps: [Step],
        limits: FetchLimits = fast
    ) async throws {
        let folder = try ScratchFolder()
        try await withServer { _ in
            steps
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                try await GuardedClient.onLoopback().fetch(
                    "http://127.0.0.1:\(server.port)/",
                    to: folder.file("x"),
                    limits: limits
                )
            }
            #expect(failed == expected)
        }
        #expect(folder.names == [])
    }
}
