import Domain
import Foundation
import TestKit
import Testing

/// What well-known clients send when nobody configures them (their own sources, read in November
/// 2026), and every other way to name a model.
extension ReportedByUsers {
    @Suite struct NamesOfOtherClients {
        static let generations = "/v1/images/generations"
        static let edits = "/v1/images/edits"
        static let flare = "openai-gpt-image-2-5-flare-text-to-image-"
        static let fast = ["AIGENERATE_RATE_LIMIT_CREATES": "1000"]

        struct Default: Sendable {
            let client: String
            let body: [String: JSONValue]
            /// What is bought for it.
            let quality: String
            let size: String?
            let price: Int64
            var answer = "b64_json"
        }

        static let defaults = [
            Default(
                client: "LangChain",
                body: ["model": "dall-e-2", "n": 1, "size": "1024x1024", "quality": "standard"],
                quality: "medium",
                size: "1024x1024",
                price: 13_170,
                answer: "url"
            ),
            Default(
                client: "CrewAI",
                body: ["model": "dall-e-3", "n": 1, "size": "1024x1024", "quality": "standard"],
                quality: "medium",
                size: "1024x1024",
                price: 13_170,
                answer: "url"
            ),
            Default(
                client: "agno, LibreChat's DALL-E",
                body: [
                    "model": "dall-e-3", "n": 1, "size": "1024x1024", "quality": "standard",
                    "style": "vivid",
                ],
                quality: "medium",
                size: "1024x1024",
                price: 13_170,
                answer: "url"
            ),
            Default(
                client: "LlamaIndex's image generation",
                body: [
                    "model": "dall-e-3", "n": 1, "size": "1792x1024", "quality": "hd",
                    "style": "natural", "response_format": "url",
                ],
                quality: "high",
                size: "1792x1024",
                price: 41_160,
                answer: "url"
            ),
            Default(
                client: "LlamaIndex's text to image",
                body: ["n": 1, "size": "256x256"],
                quality: "medium",
                size: "816x816",
                price: 9_030
            ),
            Default(
                client: "n8n",
                body: ["model": "dall-e-3", "response_format": "b64_json"],
                quality: "medium",
                size: nil,
                price: 13_170
            ),
            Default(
                client: "LibreChat's image generation",
                body: [
                    "model": "gpt-image-1", "n": 1, "background": "auto", "output_format": "png",
                    "quality": "auto", "size": "auto",
                ],
                quality: "medium",
                size: "auto",
                price: 13_170
            ),
            Default(
                client: "Open WebUI",
                body: [
                    "model": "dall-e-2", "n": 1, "size": "512x512", "response_format": "b64_json",
                ],
                quality: "medium",
                size: "816x816",
                price: 9_030
            ),
            Default(
                client: "griptape",
                body: ["model": "openai/dall-e-3", "n": 1, "response_format": "b64_json"],
                quality: "medium",
                size: nil,
                price: 13_170
            ),
            Default(
                client: "a mini model, and fields that were left empty",
                body: [
                    "model": "gpt-image-1-mini", "quality": "low", "size": "1024x1024", "style": "",
                    "user": "",
                ],
                quality: "low",
                size: "1024x1024",
                price: 5_880
            ),
            Default(
                client: "an empty model",
                body: ["model": "", "quality": "max", "size": "1024x1792"],
                quality: "max",
                size: "1024x1792",
                price: 164_640
            ),
            Default(
                client: "the newest of ChatGPT",
                body: ["model": "chatgpt-image-latest", "size": "1024x1024", "quality": "high"],
                quality: "high",
                size: "1024x1024",
                price: 52_680
            ),
        ]

        @Test func `clients that are not configured get a picture, not a 404`() async throws {
            try await OpenAISimulator.run { openAI in
                let settings = openAI.settings.merging(Self.fast) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    var spent: Int64 = 0
                    for usual in Self.defaults {
                        try await check(usual, customer, openAI)
                        spent += usual.price
                    }
                    #expect(try await customer.balance().spent == MicroUSD(spent))
                }
            }
        }

        private func check(
            _ usual: Default,
            _ customer: Customer,
            _ openAI: OpenAISimulator
        ) async throws {
            var body = usual.body
            body["prompt"] = "a fox"
            let answer = try await customer.post(Self.generations, .object(body))
            let client = Comment(rawValue: "\(usual.client): \(answer.text.prefix(600))")
            #expect(answer.status == 200, client)
            let picture = answer.data.arrayValue?.first?.objectValue ?? [:]
            #expect(Set(picture.keys) == [usual.answer], client)
            let slug = Self.flare + usual.quality
            #expect(answer["x-ai-served-by"] == slug, client)
            #expect(answer.json["cost"]?["usd"] == .usd(MicroUSD(usual.price)), client)
            let sent = try #require(openAI.requests.last)
            #expect(sent.fields["model"] == "gpt-image-2.5-flare", client)
            #expect(sent.fields["quality"] == .string(usual.quality), client)
            #expect(sent.fields["size"] == usual.size.map(JSONValue.string), client)
            // A size that was changed is said, a style that nobody has too.
            let asked = body["size"]?.stringValue
            let isChanged = asked != nil && usual.size != asked
            let warnings = answer.json["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(warnings.contains { $0.contains(usual.size ?? "?") } == isChanged, client)
            let hasStyle = body["style"].map { !$0.isNothing } ?? false
            #expect(answer["x-ai-ignored"] == (hasStyle ? "style" : nil), client)
            #expect(warnings.contains { $0.contains("'style'") } == hasStyle, client)
            let record = try await customer.record(answer.json["task_id"]?.stringValue ?? "")
            #expect(record["model"] == .string(slug), client)
            #expect(record["receipt"]?["payload"]?["model"] == .string(slug), client)
        }

        @Test func `a form of an edit without a model, or with an old one, is edited`() async throws
        {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let fox = TestPicture.make(.png, width: 64, height: 64).bytes
                    // griptape's inpainting, LibreChat's edit, Open WebUI's edit.
                    for (model, field, quality) in [
                        (nil, "image", "medium"), ("gpt-image-1", "image[]", "medium"),
                        ("dall-e-2", "image", "high"),
                    ] as [(String?, String, String)] {
                        let parts: [FormPart] = [
                            .text("prompt", "make it night"), .text("size", "512x512"),
                            .text("response_format", "b64_json"),
                            .text("quality", quality == "high" ? "hd" : "auto"),
                            .file(field, "fox.png", fox), .file("mask", "", []),
                        ]
                        let answer = try await customer.form(
                            Self.edits,
                            parts + (model.map { [.text("model", $0)] } ?? [])
                        )
                        #expect(answer.status == 200, "\(answer.text.prefix(400))")
                        #expect(
                            answer["x-ai-served-by"]
                                == "openai-gpt-image-2-5-flare-image-to-image-\(quality)"
                        )
                        let sent = try #require(openAI.requests.last)
                        #expect(sent.path.hasSuffix("/images/edits"))
                        #expect(sent.fields["size"] == "816x816")
                        #expect(sent.files.map(\.field) == ["image"])
                    }
                }
            }
        }

        @Test func `a snapshot and a prefix are the model, a made-up one is nothing`() async throws
        {
            try await OpenAISimulator.run { openAI in
                let settings = openAI.settings.merging(Self.fast) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    let size: JSONValue = "1024x1024"
                    for name in [
                        "gpt-image-2-2026-04-21", "openai/gpt-image-2",
                        "openai/gpt-image-2-2026-04-21",
                        "openai/openai-gpt-image-2-text-to-image-low", "gpt-image-2",
                    ] {
                        let answer = try await customer.post(
                            Self.generations,
                            [
                                "model": .string(name), "prompt": "a fox", "quality": "low",
                                "size": size,
                            ]
                        )
                        #expect(answer.status == 200, "\(name): \(answer.text.prefix(300))")
                        #expect(
                            answer["x-ai-served-by"] == "openai-gpt-image-2-text-to-image-low",
                            "\(name)"
                        )
                        #expect(openAI.requests.last?.fields["model"] == "gpt-image-2")
                    }
                    let bought = openAI.purchases
                    for name in [
                        "gpt-image-2-2026-04-22", "gpt-image-2-2026-13-45", "gpt-image-2-latest",
                        "azure/gpt-image-2", "openai/openai/gpt-image-2", "dall-e-4", "GPT-Image-2",
                        String(repeating: "gpt-image-2", count: 1_000),
                    ] {
                        let answer = try await customer.post(
                            Self.generations,
                            ["model": .string(name), "prompt": "a fox", "size": size]
                        )
                        #expect(
                            answer.status == 404,
                            "\(name.prefix(40)): \(answer.text.prefix(300))"
                        )
                        #expect(answer.json["error"]?["code"] == "model_not_found")
                        #expect(answer.body.count < 1_000)
                    }
                    #expect(openAI.purchases == bought)
                    #expect(try await customer.balance().spent == MicroUSD(5 * 6_000))
                }
            }
        }

        @Test func `a model without a price is a 404 that says what to use`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                for (name, use) in [
                    ("gpt-image-2.6-flare", "'gpt-image-2.5-flare'"),
                    ("openai/gpt-image-2.6-sunburst", "'gpt-image-2.5-sunburst'"),
                    ("openai-gpt-image-2-6-sunburst-edit-high", "'gpt-image-2.5-sunburst'"),
                    ("gpt-image-2.6", "'gpt-image-2.5-flare'"),
                ] {
                    let v1 = try await customer.post(
                        Self.generations,
                        ["model": .string(name), "prompt": "a fox"]
                    )
                    let task = try await customer.create([
                        "model": .string(name), "input": ["prompt": "a fox"],
                    ])
                    let model = try await customer.get("/v1/models/\(name)")
                    for answer in [v1, task, model] {
                        #expect(answer.status == 404, "\(name)")
                        #expect(answer.text.contains("Use \(use)"), "\(answer.text)")
                    }
                    #expect(v1.json["error"]?["code"] == "model_not_found")
                    #expect(task.param == "model")
                }
                #expect(try await customer.balance().held == .zero)
            }
        }
    }
}
