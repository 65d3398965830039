import Domain
import TestKit
import Testing

extension ReportedByUsers {
    /// Answers that are good, and not written as OpenAI writes them.
    @Suite struct UpstreamDialects {
        @Test func `an image that came whole is sold, however the answer is written`() async throws
        {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    for fault in ["packed", "odd-usage", "broken-end"] {
                        let id = try await customer.order(Orders.paid("[fault \(fault)] a fox"))
                        let record = try await customer.ended(id)
                        #expect(record["state"] == "success", "\(fault): \(record)")
                        #expect(record["creditsConsumed"] == 4)
                        let detail = record["attempts"]?.arrayValue?.first?["detail"]
                        let isFlawed = detail?.stringValue?.contains("malformed") == true
                        #expect(isFlawed == (fault == "broken-end"), "\(fault): \(record)")
                    }
                    #expect(openAI.purchases == 3)
                    #expect(try await customer.balance().spent == Orders.price * 3)
                    try await streams(customer)
                    #expect(try await customer.balance().held == .zero)
                    #expect(try await customer.balance().spent > Orders.price * 3)
                }
            }
        }

        /// Without names, with a mark, CR LF, comments, `[DONE]` and no blank line at the end.
        private func streams(_ customer: Customer) async throws {
            let answer = try await customer.post(
                "/v1/images/generations",
                [
                    "model": "openai-gpt-image-1-5-text-to-image-medium",
                    "prompt": "[fault nameless] a fox", "size": "1024x1024", "stream": true,
                    "partial_images": 1,
                ]
            )
            let text = answer.text
            #expect(text.contains("event: image_generation.completed"), "\(text.prefix(300))")
            #expect(!answer.text.contains("event: error"))
        }

        @Test func `usage with fractions is never passed on`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let answer = try await server.customer().post(
                        "/v1/images/generations",
                        [
                            "model": "openai-gpt-image-1-5-text-to-image-medium",
                            "prompt": "[fault odd-usage] a fox", "size": "1024x1024",
                        ]
                    )
                    let usage: JSONValue = [
                        "input_tokens": 13, "output_tokens": 7, "total_tokens": 100,
                        "input_tokens_details": ["text_tokens": 1],
                    ]
                    #expect(answer.json["usage"] == usage)
                }
            }
        }
    }
}
