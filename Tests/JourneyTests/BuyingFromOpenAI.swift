import Domain
import TestKit
import Testing

/// With a provider's key the pictures are the provider's, to the byte.
@Suite struct BuyingFromOpenAI {
    private static let slug = "openai-gpt-image-1-5-image-to-image-medium"
    private static let order: JSONValue = [
        "model": .string(slug), "input": ["prompt": "a red fox sitting in snow"],
    ]

    @Test func `the provider's bytes are kept and served unmodified`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                let record = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(record["state"] == "success")
                #expect(record["sandbox"] == false)
                let output = try #require(record["outputs"]?.arrayValue?.first)
                let picture = try #require(openAI.pictures.first)
                #expect(output["sha256"] == .string(picture.sha256))
                let file = try await Call.send("GET", output["url"]?.stringValue ?? "")
                #expect(file.body == picture.bytes)
                #expect(openAI.purchases == 1)
                #expect(try await customer.balance().spent == Orders.price)
            }
        }
    }

    @Test func `on its last day the old model serves itself`() async throws {
        try await buy(on: CivilDate(year: 2026, month: 11, day: 30)) { answer, record, sent in
            #expect(answer["x-ai-served-by"] == nil)
            #expect(record["servedBy"] == nil)
            #expect(record["servedSize"] == nil)
            #expect(sent.fields["size"] == nil)
            #expect(sent.fields["model"] == "gpt-image-1.5")
        }
    }

    @Test func `after its end the successor serves it at the old price`() async throws {
        try await buy(on: CivilDate(year: 2026, month: 12, day: 2)) { answer, record, sent in
            let successor = "openai-gpt-image-2-5-flare-image-to-image-medium"
            #expect(answer["x-ai-served-by"] == successor)
            #expect(record["servedBy"] == .string(successor))
            #expect(sent.fields["model"] == "gpt-image-2.5-flare")
            #expect(sent.fields["quality"] == "medium")
            // At other sizes the successor would cost more than is paid.
            #expect(sent.fields["size"] == "1024x1024")
            #expect(record["servedSize"] == "1024x1024")
            #expect(answer.data["warnings"]?.text().contains("drawn as 1024x1024") == true)
        }
    }

    @Test func `with successors off a retired model says what to use`() async throws {
        let day = CivilDate(year: 2026, month: 12, day: 2)
        try await OpenAISimulator.run(today: day) { openAI in
            var settings = openAI.settings.merging(TestDay.noon(of: day)) { $1 }
            settings["AIGENERATE_SUCCESSORS"] = "off"
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let answer = try await customer.create(Self.order)
                #expect(answer.status == 403)
                #expect(answer.code == 505)
                #expect(answer.message.contains("openai-gpt-image-2-5-flare-image-to-image-medium"))
                #expect(openAI.requests.isEmpty)
                #expect(try await customer.balance().spent == .zero)
            }
        }
    }

    private func buy(
        on day: CivilDate,
        _ check: (Answer, JSONValue, SimulatorRequest) throws -> Void
    ) async throws {
        try await OpenAISimulator.run(today: day) { openAI in
            let settings = openAI.settings.merging(TestDay.noon(of: day)) { $1 }
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let answer = try await customer.create(Self.order)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer["x-ai-credits-charged"] == "4.00")
                let record = try await customer.ended(answer.data["taskId"]?.stringValue ?? "")
                #expect(record["state"] == "success", "\(record)")
                #expect(record["model"] == .string(Self.slug))
                #expect(try await customer.balance().spent == MicroUSD(28_000))
                try check(answer, record, try #require(openAI.requests.last))
            }
        }
    }
}
