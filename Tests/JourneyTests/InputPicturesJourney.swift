import Domain
import Foundation
import TestKit
import Testing

/// Pictures to start from, fetched from the customer's own server or given in the order.
@Suite struct InputPicturesJourney {
    private func order(_ urls: JSONValue...) -> JSONValue {
        [
            "model": "openai-gpt-image-1-5-image-to-image-medium",
            "input": ["prompt": "put it in snow", "image_urls": .array(urls)],
        ]
    }

    @Test func `pictures reach the provider unmodified, from a server and from data URLs`()
        async throws
    {
        let first = TestPicture.make(.png, width: 64, height: 64)
        let second = TestPicture.make(.jpeg, width: 32, height: 32)
        try await run { customer, files, openAI in
            files.serve(.file(first.bytes, type: "image/png"), at: "/fox.png")
            files.serve(.redirect(to: files.url("/fox.png")), at: "/moved")
            let data = "data:image/jpeg;base64," + Data(second.bytes).base64EncodedString()
            let id = try await customer.order(order(.string(files.url("/moved")), .string(data)))
            #expect(try await customer.ended(id)["state"] == "success")
            let request = try #require(openAI.requests.last)
            #expect(request.path == "/v1/images/edits")
            #expect(request.files.map(\.bytes) == [first.bytes, second.bytes])
            #expect(try await customer.balance().spent == Orders.price)
        }
    }

    @Test func `what is no picture, too large or not there is the customer's to correct`()
        async throws
    {
        try await run { customer, files, openAI in
            files.serve(.file(Array("<html>".utf8), type: "image/png"), at: "/page.png")
            files.serve(
                .file([UInt8](repeating: 0, count: 50_000_001), type: "image/png"),
                at: "/large.png"
            )
            files.serve(.status(404), at: "/gone.png")
            files.serve(.redirect(to: "http://10.1.2.3/a.png"), at: "/inside.png")
            for path in ["/page.png", "/large.png", "/gone.png", "/inside.png"] {
                let id = try await customer.order(order(.string(files.url(path))))
                let record = try await customer.ended(id)
                #expect(record["state"] == "fail", "\(path)")
                #expect(record["failCode"] == "422", "\(path): \(record)")
                #expect(record["failClass"] == "invalid_input", "\(path)")
                #expect(record["failMsg"]?.stringValue?.contains("input.image_urls[0]") == true)
            }
            #expect(openAI.requests.isEmpty)
            #expect(try await customer.balance().spent == .zero)
        }
    }

    private func run(
        _ body: (Customer, WebhookReceiver, OpenAISimulator) async throws -> Void
    ) async throws {
        try await OpenAISimulator.run { openAI in
            try await WebhookReceiver.run { files in
                try await ServerProcess.run(openAI.settings) { server in
                    try await body(try server.customer(), files, openAI)
                }
            }
        }
    }
}
