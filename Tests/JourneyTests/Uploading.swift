import Domain
import Foundation
import TestKit
import Testing

/// Files that customers give, in kie's three ways, and what they are good for.
@Suite struct Uploading {
    private static let fox = TestPicture.make(.png, width: 64, height: 64)

    private func form(
        _ file: [UInt8],
        named name: String = "fox.png",
        field: String = "file",
        _ texts: [(String, String)] = [("uploadPath", "images/mine")]
    ) -> [UInt8] {
        var body: [UInt8] = []
        body += Array(
            "--b\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n"
                .utf8
        )
        body += file
        for (name, text) in texts {
            body += Array(
                "\r\n--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)".utf8
            )
        }
        return body + Array("\r\n--b--\r\n".utf8)
    }

    private func send(
        _ body: [UInt8],
        to path: String = "/api/file-stream-upload",
        as customer: Customer
    ) async throws -> Answer {
        try await Call.send(
            "POST",
            customer.server.address + path,
            headers: customer.headers + [("Content-Type", "multipart/form-data; boundary=b")],
            body: body
        )
    }

    @Test(arguments: [[0x61, 0x00, 0x62], [0x61, 0xFF, 0x62]] as [[UInt8]])
    func `a form's text that is no text is refused by name, and orders nothing`(
        _ prompt: [UInt8]
    ) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let picture = TestPicture.make(.png, width: 64, height: 64).bytes
            let head = "--b\r\nContent-Disposition: form-data; name="
            let body =
                Array("\(head)\"model\"\r\n\r\ngpt-image-1.5\r\n".utf8)
                + Array("\(head)\"prompt\"\r\n\r\n".utf8) + prompt
                + Array("\r\n\(head)\"image\"; filename=\"a.png\"\r\n\r\n".utf8) + picture
                + Array("\r\n--b--\r\n".utf8)
            let answer = try await send(body, to: "/v1/images/edits", as: customer)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.json["error"]?["param"] == "prompt")
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }

    @Test func `an edit's errors name the caller's own fields, and a form has metadata`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let path = "/v1/images/edits"
            var order: [String: JSONValue] = ["model": "gpt-image-1.5", "prompt": "a fox"]
            order["images"] = [["file_id": "file_none"]]
            let unknown = try await customer.post(path, .object(order))
            #expect(unknown.json["error"]?["param"] == "images[0]", "\(unknown.text)")
            order["images"] = []
            let none = try await customer.post(path, .object(order))
            #expect(none.json["error"]?["param"] == "images", "\(none.text)")
            let picture = TestPicture.make(.png, width: 64, height: 64).bytes
            let masked =
                Array(
                    "--b\r\nContent-Disposition: form-data; name=\"mask\"; filename=\"m.png\"\r\n\r\n"
                        .utf8
                ) + picture + Array("\r\n".utf8)
            let twice = masked + masked + form(picture, field: "image", [("prompt", "a fox")])
            let doubled = try await send(twice, to: path, as: customer)
            #expect(doubled.json["error"]?["param"] == "mask", "\(doubled.text)")
            let texts = [
                ("model", "gpt-image-1.5"), ("prompt", "a fox"), ("metadata[a]", "b"),
                ("metadata[c d]", "e"),
            ]
            let made = try await send(form(picture, field: "image", texts), to: path, as: customer)
            #expect(made.status == 200, "\(made.text)")
            let id = try #require(made.json["task_id"]?.stringValue)
            #expect(try await customer.record(id)["metadata"] == ["a": "b", "c d": "e"])
        }
    }

    @Test func `an account keeps no more than it may, and another is not held to it`() async throws
    {
        let padded = TestPicture.bulky(byteCount: 600_000, width: 64, height: 64, seed: 1).bytes
        try await ServerProcess.run(["AIGENERATE_UPLOADS_MOST_MB": "1"]) { server in
            let customer = try server.customer()
            let first = try await send(form(padded), as: customer)
            #expect(first.status == 200, "\(first.text)")
            let second = try await send(form(padded), as: customer)
            #expect(second.status == 413 && second.errorType == "uploads_full")
            let other = try await server.newCustomer()
            #expect(try await send(form(padded), as: other).status == 200)
        }
    }

    @Test func `each way keeps the bytes and gives a link to them`() async throws {
        try await WebhookReceiver.run { receiver in
            try await ServerProcess.run { server in
                let customer = try server.customer()
                receiver.serve(.file(Self.fox.bytes, type: "image/png"), at: "/fox.png")
                let encoded = Data(Self.fox.bytes).base64EncodedString()
                let place: JSONValue = "images/mine"
                let answers = [
                    try await send(form(Self.fox.bytes), as: customer),
                    try await customer.post(
                        "/api/file-base64-upload",
                        [
                            "base64Data": .string("data:image/png;base64," + encoded),
                            "uploadPath": place, "fileName": "fox.png",
                        ]
                    ),
                    try await customer.post(
                        "/api/file-url-upload",
                        ["fileUrl": .string(receiver.url("/fox.png")), "uploadPath": place]
                    ),
                ]
                for answer in answers {
                    #expect(answer.status == 200, "\(answer.text)")
                    #expect(answer.json["success"] == true)
                    #expect(answer.data["fileName"] == "fox.png")
                    #expect(answer.data["filePath"] == "images/mine/fox.png")
                    #expect(answer.data["mimeType"] == "image/png")
                    #expect(answer.data["fileSize"] == .int(Int64(Self.fox.byteCount)))
                    #expect(answer.data["sha256"] == .string(Self.fox.sha256))
                    let url = answer.data["downloadUrl"]?.stringValue ?? ""
                    #expect(try await Call.send("GET", url).body == Self.fox.bytes)
                }
            }
        }
    }

    @Test func `an upload is an input picture by its id and by its link`() async throws {
        try await OpenAISimulator.run { openAI in
            // Without the allow-list the house would not call its own address.
            let settings = openAI.settings.merging(["AIGENERATE_EGRESS_ALLOW_CIDRS": ""]) { $1 }
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let upload = try await send(form(Self.fox.bytes), as: customer).data
                let id = try await customer.order([
                    "model": "openai-gpt-image-1-5-image-to-image-medium",
                    "input": [
                        "prompt": "in snow",
                        "image_urls": [
                            upload["fileId"] ?? nil, upload["downloadUrl"] ?? nil,
                        ],
                    ],
                ])
                let record = try await customer.ended(id)
                #expect(record["state"] == "success")
                let sent = try #require(openAI.requests.last)
                #expect(sent.files.map(\.bytes) == [Self.fox.bytes, Self.fox.bytes])
                // So is an earlier picture of one's own.
                let output = record["outputs"]?.arrayValue?.first?["url"] ?? nil
                let second = try await customer.order([
                    "model": "openai-gpt-image-1-5-image-to-image-medium",
                    "input": ["prompt": "in rain", "image_urls": [output]],
                ])
                #expect(try await customer.ended(second)["state"] == "success")
                let picture = try #require(openAI.pictures.first)
                #expect(openAI.requests.last?.files.map(\.bytes) == [picture.bytes])
            }
        }
    }

    @Test func `another account's upload is the same as none`() async throws {
        try await ServerProcess.run { server in
            let owner = try server.customer()
            let other = try await server.newCustomer()
            let id = try await send(form(Self.fox.bytes), as: owner).data["fileId"] ?? nil
            let text = try #require(id.stringValue)
            var answers: [Answer] = []
            for name in [text, "file_01M88TC29PE3WTV6DBGZCHT8E9"] {
                let order = Orders.sandbox(
                    more: ["input": ["prompt": "a", "image_urls": [.string(name)]]]
                )
                let answer = try await other.create(order)
                #expect(answer.status == 422)
                #expect(answer.param == "input.image_urls[0]")
                answers.append(answer)
            }
            #expect(
                answers[0].message.replacing(text, with: "")
                    == answers[1].message.replacing("file_01M88TC29PE3WTV6DBGZCHT8E9", with: "")
            )
        }
    }

    @Test(
        arguments: [
            Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8), Array("<html>".utf8), [],
            Array(Self.fox.bytes.dropLast(5)),
        ]
    )
    func `what is no whole picture is refused, whatever it is called`(
        _ bytes: [UInt8]
    ) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let answer = try await send(form(bytes), as: customer)
            #expect(answer.status == 422)
            #expect(answer.json["success"] == false)
            #expect(answer.param == "file")
            #expect(try await server.rows("SELECT id FROM upload").isEmpty)
            let left = try FileManager.default.contentsOfDirectory(
                atPath: server.dataPath + "/incoming"
            )
            #expect(left.isEmpty)
        }
    }

    @Test func `a file beyond the limit is refused, and memory stays flat`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            _ = try await send(form(Self.fox.bytes), as: customer)
            let before = try #require(server.peakMemory)
            let large = [UInt8](repeating: 7, count: 99_000_000)
            // Received whole, and then found to be no picture; behind one they are part of the file.
            #expect(try await send(form(large), as: customer).status == 422)
            let taken = try await send(form(Self.fox.bytes + large), as: customer)
            #expect(taken.data["fileSize"] == .int(Int64(Self.fox.bytes.count + large.count)))
            let refused = try await send(form(large + large), as: customer)
            #expect(refused.status == 413)
            let after = try #require(server.peakMemory)
            #expect(after - before < 60_000_000, "grew by \(after - before) bytes")
        }
    }

    @Test func `uploads end with their time, and links to them with it`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let upload = try await send(form(Self.fox.bytes), as: customer).data
            let path = try #require(
                try await server.rows("SELECT path FROM upload").first?["path"]?.stringValue
            )
            #expect(FileManager.default.fileExists(atPath: "\(server.dataPath)/files/\(path)"))
            try await server.terminate()
            try await server.start(TestDay.clock(ahead: 260_000))
            _ = try await eventually("the file is deleted") {
                FileManager.default.fileExists(atPath: "\(server.dataPath)/files/\(path)")
                    ? nil : true
            }
            let order = Orders.sandbox(
                more: ["input": ["prompt": "a", "image_urls": [upload["fileId"] ?? nil]]]
            )
            #expect(try await customer.create(order).status == 422)
        }
    }

    @Test func `a link to one of our files lives for twenty minutes`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let upload = try await send(form(Self.fox.bytes), as: customer).data
            let url = upload["downloadUrl"] ?? nil
            let answer = try await customer.post("/api/v1/common/download-url", ["url": url])
            let link = try #require(answer.data.stringValue)
            #expect(try await Call.send("GET", link).body == Self.fox.bytes)
            let foreign = try await customer.post(
                "/api/v1/common/download-url",
                ["url": "https://example.com/a.png"]
            )
            #expect(foreign.status == 422)
            #expect(foreign.param == "url")
        }
    }
}

extension ServerProcess {
    /// Bytes of memory that the process held at most; nil when it does not run.
    fileprivate var peakMemory: Int64? {
        guard let pid = processID,
            let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return Int64(line.filter(\.isNumber)).map { $0 * 1_024 }
    }
}
