import Domain
import Foundation
import TestKit
import Testing

/// Clients that send a body only once they are told to (`Expect: 100-continue`).
@Suite struct WaitingToContinue {
    private static let goOn = "HTTP/1.1 100 Continue\r\n\r\n"
    private static let body = #"{"model":"gpt-image-2","prompt":"a fox","quality":"low"}"#
    private static let waits = "Connection: close\r\nExpect: 100-continue\r\n"

    private func head(
        _ key: String,
        _ more: String = "",
        length: Int = Self.body.utf8.count
    ) -> String {
        "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(key)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(length)\r\n\(more)\r\n"
    }

    private func statuses(_ answers: String) -> [String] {
        answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { String($0.prefix(3)) }
    }

    @Test func `each is told, in turn`() async throws {
        try await ServerProcess.run { server in
            let key = try server.customer().key
            let waiting = head(key, Self.waits)
            for (sent, expected) in [
                (waiting, ["100", "200"]),
                (head(key) + Self.body + waiting, ["200", "100", "200"]),
            ] {
                let answers = try await RawConnection.exchange(
                    sent,
                    with: server,
                    onceCame: Self.goOn,
                    then: Self.body
                )
                #expect(statuses(answers) == expected, "\(answers)")
            }
            #expect(try await server.rows("SELECT id FROM task").count == 3)
        }
    }

    @Test func `what the head alone decides is answered, and the body is not asked for`()
        async throws
    {
        try await ServerProcess.run { server in
            let key = try server.customer().key
            for (sent, status) in [
                (head("sk-aig-nonsense", "Expect: 100-continue\r\n"), "401"),
                (head(key, "Expect: 100-continue\r\n", length: 90_000_000), "413"),
            ] {
                let answer = try await RawConnection.exchange(sent, with: server)
                #expect(statuses(answer) == [status], "\(answer)")
                #expect(answer.contains("connection: close"))
            }
        }
    }

    @Test func `who sends the body unasked, or has none, is not told`() async throws {
        try await ServerProcess.run { server in
            let key = try server.customer().key
            let unasked = head(key, Self.waits) + Self.body
            #expect(statuses(try await RawConnection.exchange(unasked, with: server)) == ["200"])
            let none = "GET /healthz HTTP/1.1\r\nHost: a\r\n\(Self.waits)\r\n"
            #expect(statuses(try await RawConnection.exchange(none, with: server)) == ["200"])
        }
    }

    /// Longer than a body may keep silent.
    @Test func `who waits behind a long picture is not called slow`() async throws {
        try await ServerProcess.run { server in
            let key = try server.customer().key
            let long = Self.body.replacing("a fox", with: "a fox !slow 12")
            let before = head(key, length: long.utf8.count) + long
            let answers = try await RawConnection.exchange(
                before + head(key, Self.waits),
                with: server,
                onceCame: Self.goOn,
                then: Self.body
            )
            #expect(statuses(answers) == ["200", "100", "200"], "\(answers)")
        }
    }

    @Test func `a broken body is refused behind the answer of the request before it`() async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let long = Self.body.replacing("a fox", with: "a fox !slow 2")
            let broken =
                "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
            let answers = try await RawConnection.exchange(
                head(customer.key, length: long.utf8.count) + long + broken,
                with: server
            )
            #expect(statuses(answers) == ["200", "400"], "\(answers)")
            #expect(try await customer.balance().spent == MicroUSD(6_000))
        }
    }
}
