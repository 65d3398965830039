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
}
