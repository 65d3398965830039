import Testing

@testable import Egress

@Suite struct `Telling receivers` {
    private let client = GuardedClient.onLoopback(names: ["hooks.example"])

    private func limits(total: Duration = .seconds(20)) -> CallLimits {
        CallLimits(
            answerBytes: 1_000,
            keptBytes: 10,
            times: CallTimes(firstByte: .seconds(20), total: total)
        )
    }

    @Test func `the body and the headers arrive as they are`() async throws {
        try await withServer { _ in
            [.send("HTTP/1.1 204 No Content\r\nRetry-After: 7\r\n\r\n")]
        } _: { server in
            let body = Array(#"{"code":200,"text":"ü"}"#.utf8)
            let answer = try await client.post(
                "http://hooks.example:\(server.port)/hook?a=1",
                headers: [("Content-Type", "application/json"), ("webhook-id", "msg_1")],
                body: body
            )
            #expect(answer.status == 204)
            #expect(answer.retryAfter == .seconds(7))
            #expect(answer.bodyStart == [])
            #expect(answer.isWhole)
            #expect(answer.duration > .zero)
            let request = try #require(server.requests.first)
            #expect(request.requestLine == "POST /hook?a=1 HTTP/1.1")
            #expect(request.header("Host") == "hooks.example:\(server.port)")
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header("webhook-id") == "msg_1")
            #expect(request.header("Content-Length") == "\(body.count)")
            #expect(request.header("Accept-Encoding") == nil)
            #expect(request.body == body)
        }
    }

    @Test func `an empty body is sent as one`() async throws {
        try await withServer { _ in
            [.send("HTTP/1.1 200 OK\r\n\r\n"), .close]
        } _: { server in
            _ = try await client.post("http://127.0.0.1:\(server.port)/", headers: [], body: [])
            #expect(server.requests.first?.header("Content-Length") == "0")
        }
    }

    @Test(arguments: [200, 202, 301, 302, 303, 307, 308, 400, 404, 410, 429, 500, 503])
    func `every status is an answer, and a redirect is not followed`(status: Int) async throws {
        let canaries = try await Canaries.start()
        let location = "http://127.0.0.1:\(canaries.port)/"
        try await withServer { _ in
            [
                .send(
                    "HTTP/1.1 \(status) X\r\nLocation: \(location)\r\nContent-Length: 4\r\n\r\nbody"
                )
            ]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let answer = try await client.post(url, headers: [], body: [])
            #expect(answer.status == status)
            #expect(answer.bodyStart == Array("body".utf8))
            #expect(server.connections == 1)
        }
        #expect(canaries.connections == 0)
        try await canaries.stop()
    }

    private static let head = "HTTP/1.1 200 OK\r\n\r\n"
    private static let long = String(repeating: "x", count: 1_001)

    @Test(arguments: [
        ("longer than is read", [Step.send(head + long)]),
        ("endless", [.send(head), .drip("0123456789")]),
        (
            "announced as huge",
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + long)]
        ),
        ("cut", [.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n0123456789ab"), .close]),
        ("stalled", [.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n0123456789ab")]),
    ])
    func `a body that is long, slow or cut does not undo the answer`(
        name: String,
        steps: [Step]
    ) async throws {
        try await withServer { _ in
            steps
        } _: { server in
            let answer = try await client.post(
                "http://127.0.0.1:\(server.port)/",
                headers: [],
                body: [],
                limits: limits(total: .seconds(2))
            )
            #expect(answer.status == 200)
            #expect(answer.bodyStart.count == 10)
            #expect(!answer.isWhole)
        }
    }

    @Test func `a compressed answer is kept packed`() async throws {
        let bytes: [UInt8] = [0x1F, 0x8B, 8, 0]
        try await withServer { _ in
            [
                .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n"),
                .sendBytes(bytes),
            ]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let answer = try await client.post(url, headers: [], body: [])
            #expect(answer.bodyStart == bytes)
        }
    }

    @Test(arguments: ["Fri, 31 Dec 1999 23:59:59 GMT", "-1", "soon", "1.5", "99999999999999"])
    func `a Retry-After that is no count of seconds is ignored`(value: String) async throws {
        try await withServer { _ in
            [.send("HTTP/1.1 503 X\r\nRetry-After: \(value)\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let answer = try await client.post(url, headers: [], body: [])
            #expect(answer.status == 503)
            #expect(answer.retryAfter == nil)
        }
    }

    @Test func `a receiver that says nothing is given up`() async throws {
        try await withServer { _ in
            []
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                try await client.post(
                    "http://127.0.0.1:\(server.port)/",
                    headers: [],
                    body: [],
                    limits: limits(total: .milliseconds(200))
                )
            }
            #expect(failed == .timeout(.total))
        }
    }

    @Test func `a receiver that hangs up gave no answer`() async throws {
        try await withServer { _ in
            [.close]
        } _: { server in
            let failed = await failure { () async throws(EgressFailure) in
                let url = "http://127.0.0.1:\(server.port)/"
                return try await client.post(url, headers: [], body: [])
            }
            guard case .interrupted = failed else {
                Issue.record("\(String(describing: failed))")
                return
            }
        }
    }

    @Test func `many receivers are told at once`() async throws {
        try await withServer { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let statuses = await withTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask { try? await client.post(url, headers: [], body: [1]).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 100))
            #expect(server.connections == 100)
        }
    }

    @Test func `every failure has a sentence for the customer`() {
        let failures: [EgressFailure] = [
            .refused(.notPublic), .dns(.noAddress), .dns(.noAnswer), .connect(detail: "x"),
            .tls(detail: "x"), .timeout(.connect), .timeout(.total), .status(404),
            .compressed(coding: "br"), .tooLarge(limit: 5), .interrupted(detail: "x"),
            .disk(detail: "x"), .cancelled,
        ]
        for failure in failures {
            #expect(failure.message.hasSuffix("."))
            #expect(!failure.message.contains("x\""))
        }
    }
}
