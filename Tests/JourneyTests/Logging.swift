import Domain
import TestKit
import Testing

/// What the log says, and what it never says.
@Suite struct Logging {
    @Test func `lines are JSON, carry the request's id, and hold no secret`() async throws {
        try await WebhookReceiver.run { receiver in
            try await ServerProcess.run { server in
                let customer = try await server.newCustomer()
                let prompt = "canary-prompt-8461 !429"
                let answer = try await customer.create(
                    Orders.paid(
                        prompt,
                        more: [
                            "callBackUrl": .string(receiver.url("/canary-path-8462")),
                            "metadata": ["note": "canary-note-8463"],
                        ]
                    ),
                    headers: [("Idempotency-Key", "canary-key-8464")]
                )
                let id = try #require(answer.data["taskId"]?.stringValue)
                let request = try #require(answer["x-request-id"])
                _ = try await customer.ended(id)
                let call = try #require(try await receiver.received(1).first)
                #expect(call.headers["x-request-id"] == request)
                _ = try await customer.with(key: "sk-aig-canary-8465").get("/api/v1/chat/credit")
                _ = try await customer.create(["model": "canary-model-8466", "input": [:]])
                let log = try await eventually("the callback is logged") {
                    let log = server.log
                    return log.contains("\"callback\"") ? log : nil
                }
                for line in log.split(separator: "\n") {
                    let object = try JSONValue.parse(String(line))
                    #expect(object["level"]?.stringValue != nil)
                    #expect(object["message"]?.stringValue != nil)
                }
                #expect(!log.contains("canary-"))
                #expect(!log.contains(customer.key))
                #expect(!log.contains(customer.webhookSecret))
                let messages = try log.split(separator: "\n").compactMap { line -> String? in
                    let object = try JSONValue.parse(String(line))
                    return object["request"] == .string(request)
                        ? object["message"]?.stringValue : nil
                }
                #expect(Set(messages).isSuperset(of: ["request", "call failed", "callback"]))
            }
        }
    }

    @Test func `a key that is turned away is told once a minute, without the key`() async throws {
        try await ServerProcess.run { server in
            let customer = try await server.newCustomer()
            let stranger = customer.with(key: "sk-aig-canary-8467")
            for _ in 1...5 {
                #expect(try await stranger.get("/api/v1/chat/credit").code == 401)
            }
            let weak = customer.with(key: try await readKey(customer))
            #expect(try await weak.create(Orders.paid("a cat")).code == 403)
            let lines = try server.log.split(separator: "\n")
                .map { try JSONValue.parse(String($0)) }
                .filter { $0["message"] == "refused" }
            // A minute may have ended between the five.
            let unknown = lines.filter { $0["status"] == "401" }
            #expect(unknown.count == 1 || unknown.count == 2)
            #expect(unknown.first?["path"] == "/api/v1/chat/credit")
            #expect(unknown.first?["from"] == "127.0.0.1")
            #expect(lines.contains { $0["status"] == "403" })
            #expect(!server.log.contains("canary-8467"))
        }
    }

    private func readKey(_ customer: Customer) async throws -> String {
        let arguments = ["admin", "create-key", "--account", customer.account, "--scopes", "read"]
        let ending = try await customer.server.command(arguments + ["--json"])
        return try JSONValue.parse(ending.output)["apiKey"]?.stringValue ?? ""
    }
}
