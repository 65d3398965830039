import Domain
import Foundation
import TestKit
import Testing

/// Requests that keep to no limit: each is refused in the API's words, and the server goes on.
@Suite struct HTTPLimits {
    private static let host = "Host: 127.0.0.1\r\n"

    private static func get(_ path: String = "/healthz", _ headers: String = host) -> String {
        "GET \(path) HTTP/1.1\r\n\(headers)\r\n"
    }

    private static func post(_ headers: String) -> String {
        "POST /api/v1/jobs/createTask HTTP/1.1\r\n\(host)\(headers)\r\n"
    }

    private static func text(_ count: Int) -> String { String(repeating: "a", count: count) }

    private static func fields(_ count: Int) -> String {
        (0..<count).map { "X-\($0): a\r\n" }.joined()
    }

    /// Status and body of the answer that came last.
    private func last(_ answers: String) throws -> (status: Int, body: JSONValue) {
        let answer = try #require(answers.components(separatedBy: "HTTP/1.1 ").last)
        let status = try #require(Int(answer.prefix(3)))
        let body = answer.firstRange(of: "\r\n\r\n").map { answer[$0.upperBound...] } ?? ""
        return (status, try JSONValue.parse(Array(body.utf8)))
    }

    private static let tooLarge: [(String, String, Int, String)] = [
        ("101 headers", get("/healthz", host + fields(100)), 431, "headers_too_large"),
        ("300 headers", get("/healthz", host + fields(300)), 431, "headers_too_large"),
        (
            "17 KB in one", get("/healthz", host + "A: \(text(17_000))\r\n"), 431,
            "headers_too_large"
        ),
        (
            "200 KB in one", get("/healthz", host + "A: \(text(200_000))\r\n"), 431,
            "headers_too_large"
        ),
        ("a long address", get("/" + text(8_192)), 414, "address_too_long"),
        ("an endless address", get("/" + text(200_000)), 431, "headers_too_large"),
    ]

    private static let ambiguous: [(String, String, Int, String)] = [
        ("two hosts", get("/healthz", host + host), 400, "invalid_request"),
        ("no host", get("/healthz", ""), 400, "invalid_request"),
        (
            "length and coding", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400,
            "invalid_request"
        ),
        ("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n"), 400, "invalid_request"),
        ("bare line feeds", "GET /healthz HTTP/1.1\nHost: a\n\n", 400, "invalid_request"),
        ("no HTTP at all", "hello\r\n\r\n", 400, "invalid_request"),
        (
            "a chunk without a size", post("Transfer-Encoding: chunked\r\n") + "zz\r\n\r\n", 400,
            "invalid_request"
        ),
    ]

    @Test func `what is too large or can be read in two ways is refused in words`() async throws {
        try await ServerProcess.run { server in
            for (name, request, status, type) in Self.tooLarge + Self.ambiguous {
                let answer = try await RawConnection.exchange(request, with: server)
                let (gotten, body) = try last(answer)
                #expect(gotten == status, "\(name): \(answer)")
                #expect(body["error"]?["type"] == .string(type), "\(name)")
                #expect(body["code"] == .int(Int64(status)), "\(name)")
                #expect(answer.contains("x-request-id: req_"), "\(name)")
                #expect(answer.contains("connection: close"), "\(name)")
                let next = try await Call.send("GET", server.address + "/healthz")
                #expect(next.status == 200, "\(name)")
            }
        }
    }

    @Test func `an error told to who asks for the head has no body`() async throws {
        try await ServerProcess.run { server in
            for path in ["/v1/models", "/files/x", "/nope"] {
                let answers = try await RawConnection.exchange(
                    "HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                    with: server
                )
                let parts = answers.components(separatedBy: "\r\n\r\n")
                #expect(parts.count == 3, "\(answers)")
                #expect(parts[0].hasPrefix("HTTP/1.1 40"))
                #expect(parts[1].hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test func `what is just within the limits is served`() async throws {
        try await ServerProcess.run { server in
            let close = "Connection: close\r\n"
            let full = Self.get("/healthz", Self.host + close + Self.fields(98))
            let path = "/healthz?" + Self.text(8_192 - "/healthz?".count)
            let long = Self.get(path, Self.host + close)
            let old = "GET /healthz HTTP/1.0\r\n\r\n"
            for request in [full, long, old] {
                let answer = try await RawConnection.exchange(request, with: server)
                #expect(answer.prefix(13).hasSuffix(" 200 "), "\(answer)")
            }
        }
    }

    @Test func `a good request before a bad one has its answer`() async throws {
        try await ServerProcess.run { server in
            let both = Self.get() + Self.get("/" + Self.text(9_000))
            let answers = try await RawConnection.exchange(both, with: server)
            #expect(answers.hasPrefix("HTTP/1.1 200"))
            #expect(try last(answers).status == 414)
        }
    }

    @Test(arguments: [
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nA: ",
        "POST /api/v1/jobs/createTask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20000\r\n\r\n{",
    ])
    func `a request that does not come is given up`(_ start: String) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let key = "Authorization: Bearer \(customer.key)\r\n"
            let request = start.replacing("Content-Length", with: key + "Content-Length")
            let (status, body) = try last(
                try await RawConnection.exchange(request, with: server)
            )
            #expect(status == 408)
            #expect(body["error"]?["type"] == "request_timeout")
            #expect(try await Call.send("GET", server.address + "/healthz").status == 200)
        }
    }

    /// The body is of no use any more, and still it must not hold the connection.
    @Test(arguments: ["", "Transfer-Encoding: chunked\r\n"])
    func `who has the answer before the body is not answered twice`(_ coding: String) async throws {
        try await ServerProcess.run { server in
            let length = coding.isEmpty ? "Content-Length: 20000\r\n" : coding
            let rest = coding.isEmpty ? "" : "zz\r\n"
            let answers = try await RawConnection.exchange(
                Self.post(length),
                with: server,
                onceCame: "\"invalid_api_key\"",
                then: rest
            )
            #expect(answers.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answers)")
            #expect(answers.hasPrefix("HTTP/1.1 401 "))
        }
    }

    @Test(arguments: ["1.0", "1.1"])
    func `who sends much before it looks finds the refusal`(_ version: String) async throws {
        try await ServerProcess.run { server in
            let request =
                "POST /v1/images/edits HTTP/\(version)\r\n\(Self.host)Connection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 20000000\r\n\r\n"
            let answer = try await RawConnection.exchange(
                request + Self.text(20_000_000),
                with: server
            )
            #expect(answer.hasPrefix("HTTP/\(version) 401 "), "\(answer.prefix(300))")
        }
    }

    @Test func `a form that is too large is refused in words`() async throws {
        try await ServerProcess.run { server in
            let answer = try await Call.send(
                "POST",
                server.address + "/login",
                headers: [("Sec-Fetch-Site", "same-origin")],
                body: Array(Self.text(70_000).utf8)
            )
            #expect(answer.status == 413, "\(answer.text.prefix(300))")
            #expect(!answer.text.contains("Something went wrong on our side"))
        }
    }

    @Test func `JSON nested deeper than 32 levels is refused, and 32 are read`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            for (depth, says) in [(33, "deeper than 32"), (32, "'a'")] {
                let lists = depth - 1
                let body =
                    "{\"a\":" + String(repeating: "[", count: lists)
                    + String(repeating: "]", count: lists) + "}"
                let answer = try await Call.send(
                    "POST",
                    server.address + "/api/v1/jobs/createTask",
                    headers: customer.headers,
                    body: Array(body.utf8)
                )
                #expect(answer.status == 400)
                #expect(answer.message.contains(says), "\(answer.message)")
            }
        }
    }
}
