import Domain
import Foundation
import TestKit
import Testing

/// OpenAI's own Python client, with nothing changed but its base URL. What it does is in
/// Python/openai_journey.py.
@Suite struct OpenAIClients {
    private static let fast = [
        "AIGENERATE_RATE_LIMIT_CREATES": "1000", "AIGENERATE_HEARTBEAT_SECONDS": "1",
    ]

    @Test(
        arguments: [
            "generate", "generate_async", "by_url", "stream", "stream_told", "stream_of_two",
            "stream_refused", "models", "headers", "errors", "idempotency_key",
        ]
    )
    func `each method works, and each refusal is the client's own error`(
        _ journey: String
    ) async throws {
        try await ServerProcess.run(Self.fast) { server in
            try await PythonJourney.openAI(journey, as: try server.customer())
        }
    }

    @Test(arguments: ["edit", "edit_stream"])
    func `pictures are edited, many at once and with a mask`(_ journey: String) async throws {
        try await ServerProcess.run(Self.fast) { server in
            try await PythonJourney.openAI(
                journey,
                as: try server.customer(),
                ["picture": .string(Self.picture)]
            )
        }
    }

    private static let picture = Data(TestPicture.make(.png, width: 64, height: 64).bytes)
        .base64EncodedString()

    @Test func `a pause between repetitions is obeyed, and then the repetition is accepted`()
        async throws
    {
        let settings = [
            "AIGENERATE_RATE_LIMIT_CREATES": "3", "AIGENERATE_RATE_LIMIT_WINDOW_SECONDS": "4",
        ]
        try await ServerProcess.run(settings) { server in
            try await PythonJourney.openAI(
                "rate_limit",
                as: try server.customer(),
                ["limit": 3]
            )
        }
    }

    @Test func `an empty balance and a reached cap are told once`() async throws {
        try await ServerProcess.run(Self.fast) { server in
            let poor = try await server.newCustomer("poor", usd: "0.001")
            try await PythonJourney.openAI(
                "without_credit",
                as: poor,
                ["status": 402, "code": "insufficient_credits"]
            )
            let capped = try await server.newCustomer("capped")
            try await server.admin("set-caps", "--account", capped.account, "--day-usd", "0.001")
            try await PythonJourney.openAI(
                "without_credit",
                as: capped,
                ["status": 403, "code": "spend_limit_exceeded"]
            )
            #expect(try await poor.balance().spent == .zero)
            #expect(try await capped.balance().spent == .zero)
        }
    }

    @Test(arguments: [("time_out_generate", 6_000), ("time_out_edit", 15_000)])
    func `a client that gives up and repeats pays once and gets the same bytes`(
        _ journey: String,
        _ price: Int64
    ) async throws {
        try await ServerProcess.run(Self.fast) { server in
            let customer = try server.customer()
            let lines = try await PythonJourney.linesOfOpenAI(
                journey,
                as: customer,
                ["picture": .string(Self.picture)]
            )
            let told = try JSONValue.parse(Array((lines.first ?? "").utf8))
            let record = try await customer.record(told["task"]?.stringValue ?? "")
            #expect(record["outputs"]?.arrayValue?.first?["sha256"] == told["sha256"])
            #expect(try await customer.balance().spent == MicroUSD(price))
            #expect(try await server.rows("SELECT id FROM task").count == 1)
        }
    }

    @Test func `a proxy that cuts idle connections loses no picture`() async throws {
        try await ServerProcess.run(Self.fast) { server in
            let customer = try server.customer()
            try await CuttingProxy.run(
                before: server.address,
                idleSeconds: 4,
                in: server.folder
            ) { proxy in
                try await PythonJourney.openAI("through_proxy", as: customer, at: proxy.address)
            }
            // Three orders, however often they were repeated.
            #expect(try await server.rows("SELECT id FROM task").count == 3)
        }
    }

    @Test func `OpenAI's client verifies our webhooks`() async throws {
        try await WebhookReceiver.run { receiver in
            try await ServerProcess.run(Self.fast) { server in
                let customer = try await server.newCustomer()
                _ = try await customer.order(
                    Orders.sandbox(more: ["callBackUrl": .string(receiver.url())])
                )
                let call = try #require(try await receiver.received(1).first)
                try await PythonJourney.openAI(
                    "verify_webhook",
                    as: customer,
                    [
                        "secret": .string(customer.webhookSecret),
                        "body": .string(Data(call.body).base64EncodedString()),
                        "headers": .object(call.headers.mapValues(JSONValue.string)),
                    ]
                )
            }
        }
    }
}
