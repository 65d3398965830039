import Domain
import Foundation
import TestKit
import Testing

/// The example of the documentation, to the letter, on a machine without any provider key.
@Suite struct DocumentedCall {
    private static let body = """
        {"model":"openai-gpt-image-1-5-image-to-image-medium",
               "input":{"prompt":"a red fox sitting in snow, golden hour, photographic"}}
        """

    @Test func `the documented curl buys a picture for four credits`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            #expect(try await customer.credits() == .decimal("1428.57"))
            let (head, json) = try await curl(customer)
            #expect(head.contains("HTTP/1.1 200"))
            #expect(head.lowercased().contains("x-ai-credits-charged: 4.00\r\n"))
            #expect(json["code"] == 200)
            #expect(json["msg"] == "success")
            let id = try #require(json["data"]?["taskId"]?.stringValue)
            #expect(id.hasPrefix("task_"))
            let record = try await customer.ended(id)
            checkSuccess(record, id)
            #expect(try await customer.credits() == .decimal("1424.57"))
            try await checkFile(try #require(record["outputs"]?.arrayValue?.first), record)
        }
    }

    /// Runs the real curl and returns the head and the body of its answer.
    private func curl(_ customer: Customer) async throws -> (String, JSONValue) {
        let child = try ChildProcess(
            "/usr/bin/curl",
            [
                "-sS", "-i", "\(customer.server.address)/api/v1/jobs/createTask",
                "-H", "Authorization: Bearer \(customer.key)",
                "-H", "Content-Type: application/json", "-d", Self.body,
            ],
            folder: customer.server.folder
        )
        let ending = try await child.ending()
        #expect(ending.code == 0, "\(ending.errors)")
        let end = try #require(ending.text.firstRange(of: "\r\n\r\n"))
        return (
            String(ending.text[..<end.upperBound]),
            try JSONValue.parse(String(ending.text[end.upperBound...]))
        )
    }

    /// Field by field as the clients of such APIs read them.
    private func checkSuccess(_ record: JSONValue, _ id: String) {
        #expect(record["taskId"] == .string(id))
        #expect(record["model"] == "openai-gpt-image-1-5-image-to-image-medium")
        #expect(record["state"] == "success")
        let param = (record["param"]?.stringValue).flatMap { try? JSONValue.parse($0) }
        #expect(param?["input"]?["prompt"]?.stringValue?.hasPrefix("a red fox") == true)
        let result = (record["resultJson"]?.stringValue).flatMap { try? JSONValue.parse($0) }
        #expect(result?["resultUrls"]?.arrayValue?.count == 1)
        #expect(record["failCode"] == .null)
        #expect(record["failMsg"] == .null)
        #expect(record["progress"] == 100)
        #expect(record["creditsConsumed"] == 4)
        #expect(record["usdConsumed"] == .decimal("0.028"))
        for name in ["costTime", "createTime", "updateTime", "completeTime", "expiresAt"] {
            #expect(record[name]?.intValue != nil, "\(name)")
        }
        #expect((record["createTime"]?.intValue ?? 0) > 1_700_000_000_000)
    }

    /// The result's address, by all the ways that browsers and clients ask.
    private func checkFile(_ output: JSONValue, _ record: JSONValue) async throws {
        let url = try #require(output["url"]?.stringValue)
        let whole = try await Call.send("GET", url)
        #expect(whole.status == 200)
        #expect(whole["content-type"] == "image/png")
        #expect(output["bytes"] == .int(Int64(whole.body.count)))
        #expect(output["sha256"] == .string(SHA256Text.hex(of: whole.body)))
        let facts = try ImageInspection.inspect(whole: whole.body)
        #expect(facts.media == .png)
        #expect((facts.width, facts.height) == (1_024, 1_024))
        let part = try await Call.send("GET", url, headers: [("Range", "bytes=8-15")])
        #expect(part.status == 206)
        #expect(part.body == Array(whole.body[8...15]))
        #expect(part["content-range"] == "bytes 8-15/\(whole.body.count)")
        let end = try await Call.send("GET", url, headers: [("Range", "bytes=-4")])
        #expect(end.body == Array(whole.body.suffix(4)))
        let beyond = try await Call.send(
            "GET",
            url,
            headers: [("Range", "bytes=0-9223372036854775807")]
        )
        #expect(beyond.status == 206 && whole.body.count > 8)
        let outside = try await Call.send("GET", url, headers: [("Range", "bytes=99999999-")])
        #expect(outside.status == 416)
        let head = try await Call.send("HEAD", url)
        #expect(head.status == 200)
        #expect(head["content-length"] == String(whole.body.count))
        #expect(head.body.isEmpty)
        let last = url.hasSuffix("0") ? "1" : "0"
        let tampered = try await Call.send("GET", String(url.dropLast()) + last)
        #expect(tampered.status == 403)
        let bare = try await Call.send("GET", String(url.prefix { $0 != "?" }))
        #expect(bare.status == 403)
    }
}
