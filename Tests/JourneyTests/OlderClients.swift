import Domain
import Foundation
import TestKit
import Testing

/// Clients that speak HTTP/1.0, and those that wait to be told to send their body.
@Suite struct OlderClients {
    private static func order(_ more: String = "") -> (headers: String, body: String) {
        let body = #"{"model":"gpt-image-2","prompt":"a fox","quality":"low"\#(more)}"#
        return ("Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n", body)
    }

    private func post(_ version: String, _ customer: Customer, _ more: String = "") -> String {
        let key = customer.headers.map { "\($0): \($1)\r\n" }.joined()
        return "POST /v1/images/generations HTTP/\(version)\r\nHost: a\r\n\(key)"
            + Self.order(more).headers
    }

    private func body(of answer: String) throws -> JSONValue {
        let start = try #require(answer.firstRange(of: "\r\n\r\n")).upperBound
        return try JSONValue.parse(Array(answer[start...].utf8))
    }

    @Test(arguments: ["", "Connection: keep-alive\r\n"])
    func `a large picture goes to HTTP 1.0 without chunks, up to the connection's end`(
        _ connection: String
    ) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.big(bytes: 300_000))
            try await ServerProcess.run(openAI.settings) { server in
                let request = post("1.0", try server.customer()) + connection
                let answer = try await RawConnection.exchange(
                    request + "\r\n" + Self.order().body,
                    with: server
                )
                #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"), "\(answer.prefix(400))")
                #expect(!answer.prefix(2_000).lowercased().contains("transfer-encoding"))
                #expect(answer.contains("connection: close\r\n"))
                let text = try body(of: answer)["data"]?.arrayValue?.first?["b64_json"]?.stringValue
                let picture = try #require(text.flatMap { Data(base64Encoded: $0) })
                #expect(picture.count > 200_000)
            }
        }
    }

    @Test func `a stream and an error go to HTTP 1.0 in the same way`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let streamed = Self.order(#","stream":true"#)
            let stream = try await RawConnection.exchange(
                post("1.0", customer, #","stream":true"#) + "\r\n" + streamed.body,
                with: server
            )
            #expect(stream.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(!stream.lowercased().contains("transfer-encoding"))
            #expect(stream.contains("event: image_generation.completed\ndata: {"))
            let error = try await RawConnection.exchange(
                "GET /v1/models HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                with: server
            )
            #expect(error.hasPrefix("HTTP/1.0 401 "))
            #expect(try body(of: error)["error"]?["code"] == "invalid_api_key")
            let refusal = try await RawConnection.exchange(
                "GET /v1/models HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
                with: server
            )
            #expect(refusal.hasPrefix("HTTP/1.0 400 "), "\(refusal)")
        }
    }

    @Test func `who waits to be told to send the body is told at once, and in turn`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let waiting =
                post("1.1", customer) + "Connection: close\r\nExpect: 100-continue\r\n\r\n"
            let order = Self.order().body
            let goOn = "HTTP/1.1 100 Continue\r\n\r\n"
            let answer = try await RawConnection.exchange(
                waiting,
                with: server,
                onceCame: goOn,
                then: order
            )
            #expect(answer.hasPrefix(goOn + "HTTP/1.1 200 OK\r\n"), "\(answer)")
            // The one before has its whole answer first.
            let before = post("1.1", customer) + "\r\n" + order
            let both = try await RawConnection.exchange(
                before + waiting,
                with: server,
                onceCame: goOn,
                then: order
            )
            let parts = both.components(separatedBy: "HTTP/1.1 ")
            #expect(parts.map { $0.prefix(3) } == ["", "200", "100", "200"], "\(both)")
            #expect(try await server.rows("SELECT id FROM task").count == 3)
        }
    }

    @Test func `who sends the body unasked is not told`() async throws {
        try await ServerProcess.run { server in
            let request =
                post("1.0", try server.customer()) + "Expect: 100-continue\r\n\r\n"
                + Self.order().body
            let answer = try await RawConnection.exchange(request, with: server)
            #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"), "\(answer.prefix(200))")
        }
    }
}
