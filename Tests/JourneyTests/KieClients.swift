import Domain
import Foundation
import TestKit
import Testing

/// Requests as kie.ai's own pages and clients make them, with nothing but the host changed.
@Suite struct KieClients {
    @Test func `their order, their upload and their poll work`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let picture = TestPicture.make(.png, width: 64, height: 64)
            let upload = try await customer.post(
                "/api/file-base64-upload",
                [
                    "base64Data": .string(
                        "data:image/png;base64," + Data(picture.bytes).base64EncodedString()
                    ),
                    "uploadPath": "images/base64", "fileName": "my-picture.png",
                ]
            )
            #expect(upload.json["success"] == true)
            let created = try await customer.create([
                "model": "gpt-image/1.5-image-to-image",
                "callBackUrl": "", "progressCallBackUrl": "https://a.example/progress",
                "input": [
                    "input_urls": [try #require(upload.data["downloadUrl"])],
                    "prompt": "make it night", "aspect_ratio": "3:2", "quality": "medium",
                    "nsfw_checker": true,
                ],
            ])
            #expect(created.status == 200, "\(created.text)")
            #expect(created.json["msg"] == "success")
            let warnings = created.data["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(warnings.contains { $0.contains("progressCallBackUrl") })
            #expect(warnings.contains("'input.nsfw_checker' is accepted and has no effect."))
            let id = try #require(created.data["taskId"]?.stringValue)
            let record = try await customer.ended(id)
            #expect(record["model"] == "openai-gpt-image-1-5-image-to-image-medium")
            let result = try #require(record["resultJson"]?.stringValue)
            let urls = try JSONValue.parse(Array(result.utf8))["resultUrls"]?.arrayValue
            #expect(urls?.count == 1)
            #expect(record["outputs"]?.arrayValue?.first?["width"] == 1_536)
            let order = try #require(record["param"]?.stringValue)
            let param = try JSONValue.parse(Array(order.utf8))
            #expect(param["input"]?["aspect_ratio"] == "3:2")
        }
    }

    @Test func `a JSON body on GET changes nothing`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let id = try await customer.order(Orders.sandbox())
            let body: JSONValue = ["taskId": "another"]
            let answer = try await Call.send(
                "GET",
                server.address + "/api/v1/jobs/recordInfo?taskId=\(id)",
                headers: customer.headers,
                body: body.bytes()
            )
            #expect(answer.status == 200)
            #expect(answer.data["taskId"] == .string(id))
            let credit = try await Call.send(
                "GET",
                server.address + "/api/v1/chat/credit",
                headers: customer.headers,
                body: Array("{}".utf8)
            )
            #expect(credit.json["data"] == .decimal("1428.57"))
        }
    }

    @Test(arguments: [("medium", 28_000), ("high", 154_000), ("auto", 28_000)])
    func `beside an alias the quality picks the model and its price`(
        _ quality: String,
        _ price: Int64
    ) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let order: JSONValue = [
                "model": "gpt-image/1.5-text-to-image",
                "input": [
                    "prompt": "a fox", "aspect_ratio": "1:1", "quality": .string(quality),
                ],
            ]
            let record = try await customer.ended(try await customer.order(order))
            #expect(record["state"] == "success")
            #expect(try await customer.balance().spent == MicroUSD(price))
        }
    }

    @Test func `a quality that is not the slug's own is refused, in both words`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let model = "openai-gpt-image-1-5-text-to-image-medium"
            for (name, quality) in [
                (model, "high"), (model, "best"), ("gpt-image/1.5-text-to-image", "best"),
            ] {
                let refused = try await customer.create([
                    "model": .string(name),
                    "input": ["prompt": "a fox", "quality": .string(quality)],
                ])
                #expect(refused.status == 422)
                #expect(refused.param == "input.quality")
                #expect(refused.json["message"] == refused.json["msg"])
            }
            #expect(try await customer.balance().spent == .zero)
        }
    }
}
