import Domain
import Foundation
import TestKit
import Testing

/// B12: what a provider sends must be what was ordered, as far as its header tells.
extension ReportedByUsers {
    @Suite struct OutputsThatFit {
        private static func jpeg(_ width: Int, _ height: Int) -> [UInt8] {
            // The head of an honest one with a few bytes of data.
            let bytes = TestPicture.make(.jpeg, width: 64, height: 64).bytes
            var small = Array(bytes)
            let frame = small.indices.first { small[$0...].starts(with: [0xFF, 0xC0]) } ?? 0
            small.replaceSubrange(
                frame + 5..<frame + 9,
                with: [
                    UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8),
                    UInt8(width & 0xFF),
                ]
            )
            return small
        }

        private static let wrong: [(String, [UInt8])] = [
            ("claims 65535 x 65535", jpeg(65_535, 65_535)),
            ("a line of 20,000 pixels", TestPicture.make(.png, width: 20_000, height: 8).bytes),
            ("five times the pixels", TestPicture.make(.png, width: 2_560, height: 2_048).bytes),
            ("one pixel", TestPicture.make(.png, width: 1, height: 1).bytes),
            ("less than a quarter", TestPicture.make(.png, width: 512, height: 510).bytes),
            ("no data for its size", jpeg(1_024, 1_024)),
            ("a GIF", TestPicture.make(.gif, width: 1_024, height: 1_024).bytes),
        ]

        @Test func `a small file that claims four gigapixels was paid`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    for (name, bytes) in Self.wrong {
                        openAI.next(.picture(.file(bytes, .jpeg, width: 1_024, height: 1_024)))
                        let id = try await customer.order(Orders.paid(name))
                        let record = try await customer.ended(id)
                        #expect(record["failClass"] == "provider_error", "\(name): \(record)")
                        #expect(record["creditsConsumed"] == 0, "\(name)")
                    }
                    let balance = try await customer.balance()
                    #expect(balance.spent == .zero)
                    #expect(balance.held == .zero)
                    // What was bought is the operator's loss.
                    let losses = try await server.rows("SELECT amount FROM cost")
                    #expect(losses.count == Self.wrong.count)
                    try await server.audit()
                }
            }
        }

        @Test func `another kind of file than was ordered was paid`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let webp = TestPicture.make(.webp, width: 1_024, height: 1_024)
                    for (format, state) in [("png", "fail"), ("webp", "success")] {
                        openAI.next(.picture(webp))
                        let id = try await customer.order(
                            Orders.paid(
                                more: [
                                    "input": [
                                        "prompt": "a", "size": "1024x1024",
                                        "output_format": .string(format),
                                    ]
                                ]
                            )
                        )
                        #expect(try await customer.ended(id)["state"] == .string(state))
                    }
                    // Nobody said which: then any that is sold.
                    openAI.next(.picture(webp))
                    let id = try await customer.order(Orders.paid())
                    #expect(try await customer.ended(id)["state"] == "success")
                    #expect(try await customer.balance().spent == Orders.price * 2)
                    try await server.audit()
                }
            }
        }

        @Test func `an input image beyond the limit of uploads was taken in a data URL`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                try await WebhookReceiver.run { files in
                    try await ServerProcess.run(openAI.settings) { server in
                        let customer = try server.customer()
                        let bomb = TestPicture.make(.webp, width: 16_000, height: 16_000).bytes
                        files.serve(.file(bomb, type: "image/webp"), at: "/bomb.webp")
                        let data =
                            "data:image/webp;base64," + Data(bomb).base64EncodedString()
                        func order(_ url: String) -> JSONValue {
                            [
                                "model": "openai-gpt-image-2-5-flare-image-to-image-low",
                                "input": ["prompt": "a", "image_urls": [.string(url)]],
                            ]
                        }
                        let task = try await customer.create(order(data))
                        #expect(task.status == 422)
                        #expect(task.param == "input.image_urls[0]")
                        #expect(task.message.contains("100 megapixels"), "\(task.message)")
                        let edit = try await customer.post(
                            "/v1/images/edits",
                            ["prompt": "a", "images": [["image_url": .string(data)]]]
                        )
                        #expect(edit.json["error"]?["param"] == "images[0]", "\(edit.text)")
                        // One that is fetched later is found then.
                        let id = try await customer.order(order(files.url("/bomb.webp")))
                        let record = try await customer.ended(id)
                        #expect(record["failClass"] == "invalid_input", "\(record)")
                        #expect(record["failMsg"]?.stringValue?.contains("megapixels") == true)
                        #expect(openAI.requests.isEmpty)
                        #expect(try await customer.balance().spent == .zero)
                        try await server.audit()
                    }
                }
            }
        }
    }
}
