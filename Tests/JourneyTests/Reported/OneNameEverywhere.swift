import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    @Suite struct OneNameEverywhere {
        private static let flare = "openai-gpt-image-2-5-flare-text-to-image-"

        @Test func `createTask, a quote, the playground and the command take the names of v1`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let order: JSONValue = [
                        "model": "openai/dall-e-3",
                        "input": ["prompt": "a fox", "quality": "hd", "size": "512x512"],
                    ]
                    let quote = try await customer.post("/api/v1/jobs/quote", order)
                    #expect(quote.data["model"] == .string(Self.flare + "high"), "\(quote.text)")
                    #expect(quote.data["usd"] == .decimal("0.03612"))
                    let answer = try await customer.create(order)
                    #expect(answer["x-ai-served-by"] == Self.flare + "high", "\(answer.text)")
                    #expect(answer.data["usd"] == quote.data["usd"])
                    #expect(answer.data["warnings"]?.text().contains("816x816") == true)
                    let record = try await customer.ended(answer.data["taskId"]?.stringValue ?? "")
                    #expect(record["model"] == .string(Self.flare + "high"))
                    #expect(record["usdConsumed"] == quote.data["usd"])
                    let sent = try #require(openAI.requests.last)
                    #expect(sent.fields["quality"] == "high" && sent.fields["size"] == "816x816")
                    try await checkCommand(customer, server, openAI)
                    try await checkEdit(customer)
                    let page = try await Call.send(
                        "GET",
                        server.address + "/playground?variants=dall-e-3,gpt-image-2,nonsense"
                    )
                    for slug in [Self.flare + "medium", "openai-gpt-image-2-text-to-image-medium"] {
                        #expect(page.text.contains(slug), "\(slug)")
                    }
                }
            }
        }

        private func checkCommand(
            _ customer: Customer,
            _ server: ServerProcess,
            _ openAI: OpenAISimulator
        ) async throws {
            let ending = try await server.command(
                [
                    "generate", "a fox", "--model", "gpt-image-2-2026-04-21", "--size", "1024x1024",
                    "--field", "quality=low", "-o", server.folder.appending(path: "fox.png").path,
                ],
                environment: [
                    "AIGENERATE_SERVER": server.address, "AIGENERATE_API_KEY": customer.key,
                ],
                onData: false
            )
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(openAI.requests.last?.fields["model"] == "gpt-image-2")
            #expect(openAI.requests.last?.fields["quality"] == "low")
        }

        /// Pictures in the input make it an edit.
        private func checkEdit(_ customer: Customer) async throws {
            let fox = Data(TestPicture.make(.png, width: 64, height: 64).bytes)
            let picture = JSONValue.string("data:image/png;base64," + fox.base64EncodedString())
            for (field, value, slug) in [
                ("input_urls", [picture], "openai-gpt-image-2-image-to-image-low"),
                ("input_urls", [], "openai-gpt-image-2-text-to-image-low"),
            ] as [(String, JSONValue, String)] {
                let quote = try await customer.post(
                    "/api/v1/jobs/quote",
                    [
                        "model": "gpt-image-2",
                        "input": .object(["prompt": "a fox", "quality": "low", field: value]),
                    ]
                )
                #expect(quote.data["model"] == .string(slug), "\(quote.text)")
            }
        }

        @Test func `a name that says its quality is not overruled by a field`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                for name in [
                    "openai-gpt-image-2-edit-low", "openai-gpt-image-2-image-to-image-low",
                    "openai/openai-gpt-image-2-text-to-image-low",
                ] {
                    let task = try await customer.create([
                        "model": .string(name), "input": ["prompt": "a fox", "quality": "high"],
                    ])
                    #expect(task.status == 422 && task.param == "input.quality", "\(task.text)")
                    let v1 = try await customer.post(
                        ReportedByUsers.NamesOfOtherClients.generations,
                        ["model": .string(name), "prompt": "a fox", "quality": "hd"]
                    )
                    #expect(v1.status == 400, "\(v1.text)")
                    #expect(v1.json["error"]?["param"] == "quality")
                }
                let unsold = try await customer.post(
                    ReportedByUsers.NamesOfOtherClients.generations,
                    ["model": "gpt-image-2", "prompt": "a fox", "quality": "max"]
                )
                #expect(unsold.text.contains("low, medium, high"), "\(unsold.text)")
                #expect(try await customer.balance().held == .zero)
            }
        }

        @Test func `models are listed and shown under the names that clients send`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let list = try await customer.get("/v1/models")
                let names = (list.data.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
                #expect(Set(names).count == names.count)
                for name in [
                    "gpt-image-2", "gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "dall-e-3",
                    "openai-gpt-image-2-5-sunburst-image-to-image-max",
                ] {
                    #expect(names.contains(name), "\(name)")
                }
                #expect(!names.contains { $0.contains("2.6") })
                let old = try await customer.get("/v1/models/dall-e-3")
                #expect(old.json["id"] == "dall-e-3" && old.json["object"] == "model")
                #expect(old.json["served_by"] == .string(Self.flare + "medium"))
                #expect(old.json["shutdown_date"] == .null)
                let dated = try await customer.get("/v1/models/openai/gpt-image-2-2026-04-21")
                #expect(dated.json["id"] == "openai/gpt-image-2-2026-04-21", "\(dated.text)")
                let shown = try await customer.get("/api/v1/models/gpt-image-2.5-sunburst")
                #expect(
                    shown.data["slug"] == "openai-gpt-image-2-5-sunburst-text-to-image-medium",
                    "\(shown.text)"
                )
            }
        }

        @Test func `a retired model that nothing serves is a 404 that says what to use`()
            async throws
        {
            let day = CivilDate(year: 2026, month: 12, day: 2)
            let offset = day.start.seconds - Int64(Date().timeIntervalSince1970)
            let settings = [
                "AIGENERATE_CLOCK_OFFSET_SECONDS": String(offset), "AIGENERATE_SUCCESSORS": "off",
            ]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let answer = try await customer.post(
                    ReportedByUsers.NamesOfOtherClients.generations,
                    ["model": "gpt-image-1.5", "prompt": "a fox"]
                )
                #expect(answer.status == 404, "\(answer.text)")
                #expect(answer.json["error"]?["code"] == "model_not_found")
                #expect(answer.text.contains("Use '\(Self.flare)medium'"), "\(answer.text)")
                let task = try await customer.create([
                    "model": "gpt-image-1.5", "input": ["prompt": "a fox"],
                ])
                #expect(task.status == 403 && task.code == 505, "\(task.text)")
                #expect(try await customer.balance().held == .zero)
            }
        }

        @Test func `did you mean offers what works, in the mode asked for, short names first`()
            async throws
        {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let text = try await customer.post(
                    ReportedByUsers.NamesOfOtherClients.generations,
                    ["model": "gpt-image-3", "prompt": "a fox"]
                )
                #expect(text.text.contains("Did you mean gpt-image-2,"), "\(text.text)")
                #expect(!text.text.contains("image-to-image"), "\(text.text)")
                let edit = try await customer.post(
                    ReportedByUsers.NamesOfOtherClients.edits,
                    [
                        "model": "openai-gpt-image-2-text-to-image-ultra", "prompt": "a fox",
                        "images": [["image_url": "https://a.example/1.png"]],
                    ]
                )
                #expect(edit.text.contains("Did you mean gpt-image-2, openai-"), "\(edit.text)")
                #expect(edit.text.contains("image-to-image"), "\(edit.text)")
                #expect(!edit.text.contains("mean openai-gpt-image-2-text"), "\(edit.text)")
                let task = try await customer.create([
                    "model": "dalle3", "input": ["prompt": "a fox"],
                ])
                #expect(task.message.contains("Did you mean dall-e-3"), "\(task.text)")
            }
            try await ServerProcess.run(["AIGENERATE_SANDBOX": "never"]) { server in
                let none = try await server.customer().create([
                    "model": "gpt-image-3", "input": ["prompt": "a fox"],
                ])
                // Nothing of OpenAI's can be drawn here.
                #expect(none.status == 404)
                #expect(!none.text.contains("gpt-image-2"), "\(none.text)")
            }
        }

        @Test(arguments: [
            CivilDate(year: 2026, month: 11, day: 30), CivilDate(year: 2026, month: 12, day: 1),
        ])
        func `GPT Image 1_5 is drawn on both sides of its end, at its price`(
            _ day: CivilDate
        ) async throws {
            try await OpenAISimulator.run(today: day) { openAI in
                let offset = day.start.seconds + 43_200 - Int64(Date().timeIntervalSince1970)
                let clock = ["AIGENERATE_CLOCK_OFFSET_SECONDS": String(offset)]
                try await ServerProcess.run(openAI.settings.merging(clock) { $1 }) { server in
                    let customer = try server.customer()
                    let own = "openai-gpt-image-1-5-text-to-image-medium"
                    let isOver = day == CivilDate(year: 2026, month: 12, day: 1)
                    for name in ["gpt-image-1.5", "gpt-image-1.5-2025-12-16"] {
                        let answer = try await customer.post(
                            ReportedByUsers.NamesOfOtherClients.generations,
                            ["model": .string(name), "prompt": "a fox", "size": "1024x1024"]
                        )
                        #expect(answer.status == 200, "\(answer.text.prefix(400))")
                        #expect(
                            answer["x-ai-served-by"] == (isOver ? Self.flare + "medium" : own)
                        )
                        #expect(answer.json["cost"]?["usd"] == .decimal("0.028"))
                        #expect(
                            openAI.requests.last?.fields["model"]
                                == (isOver ? "gpt-image-2.5-flare" : "gpt-image-1.5")
                        )
                        let record = try await customer.record(
                            answer.json["task_id"]?.stringValue ?? ""
                        )
                        #expect(record["model"] == .string(own))
                        #expect(
                            record["servedBy"] == (isOver ? .string(Self.flare + "medium") : nil)
                        )
                    }
                    #expect(try await customer.balance().spent == MicroUSD(2 * 28_000))
                }
            }
        }
    }
}
