import Domain
import TestKit
import Testing

/// Names that lead inside: nothing in an order shows it, so they are caught at the connection.
@Suite struct PrivateNames {
    private func run(
        allowing network: String,
        _ body: (Customer, WebhookReceiver, OpenAISimulator, _ port: String) async throws -> Void
    ) async throws {
        try await OpenAISimulator.run { openAI in
            try await WebhookReceiver.run { receiver in
                let settings = [
                    "AIGENERATE_EGRESS_ALLOW_CIDRS": network,
                    "AIGENERATE_EXTRA_HOSTS":
                        "inside.example=127.0.0.1,mixed.example=203.0.113.7,"
                        + "mixed.example=127.0.0.1",
                ]
                try await ServerProcess.run(openAI.settings.merging(settings) { $1 }) { server in
                    let port = receiver.url("").split(separator: ":").last.map(String.init) ?? ""
                    try await body(try server.customer(), receiver, openAI, port)
                }
            }
        }
    }

    @Test(arguments: ["inside.example", "mixed.example"])
    func `a callback to a name that leads inside is refused, and its log says why`(
        _ name: String
    ) async throws {
        // A neighbour is allowed, so that neither port nor scheme can be what is refused.
        try await run(allowing: "127.0.0.2/32") { customer, receiver, _, port in
            let url = JSONValue.string("http://\(name):\(port)/hook")
            let id = try await customer.order(Orders.sandbox(more: ["callBackUrl": url]))
            let first = try await eventually("a try is on record") {
                try await customer.get("/api/v1/webhooks/deliveries?taskId=\(id)").data
                    .arrayValue?.first?["attempts"]?.arrayValue?.first
            }
            #expect(first["status"] == .null)
            #expect(first["error"]?.stringValue?.contains("public") == true, "\(first)")
            #expect(receiver.received.isEmpty)
            #expect(try await customer.record(id)["state"] == "success")
        }
    }

    @Test(arguments: ["inside.example", "mixed.example"])
    func `a picture at a name that leads inside is not fetched, and nothing is charged`(
        _ name: String
    ) async throws {
        try await run(allowing: "127.0.0.2/32") { customer, files, openAI, port in
            let id = try await customer.order([
                "model": "openai-gpt-image-1-5-image-to-image-medium",
                "input": [
                    "prompt": "put it in snow",
                    "image_urls": [.string("http://\(name):\(port)/fox.png")],
                ],
            ])
            let record = try await customer.ended(id)
            #expect(record["failCode"] == "422", "\(record)")
            #expect(record["failMsg"]?.stringValue?.contains("input.image_urls[0]") == true)
            #expect(record["failMsg"]?.stringValue?.contains("public") == true)
            #expect(files.received.isEmpty)
            #expect(openAI.requests.isEmpty)
            #expect(try await customer.balance().spent == .zero)
        }
    }

    @Test func `a name that leads into an allowed network is called`() async throws {
        try await run(allowing: "127.0.0.1/32") { customer, receiver, _, port in
            let url = JSONValue.string("http://inside.example:\(port)/hook")
            let id = try await customer.order(Orders.sandbox(more: ["callBackUrl": url]))
            let call = try #require(try await receiver.received(1).first)
            #expect(call.data["taskId"] == .string(id))
            #expect(call.headers["host"] == "inside.example:\(port)")
        }
    }
}
