import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// Text with hundreds of accents on one letter made one request cost minutes.
    @Suite struct LongRunsOfMarks {
        private static let marks = "a" + String(repeating: "\u{301}\u{323}", count: 500)
        private static let encoded = marks.utf8.map { $0 < 0x80 ? "a" : "%" + hex($0) }.joined()
        private static let escaped = marks.unicodeScalars.map {
            $0.isASCII ? "a" : #"\u0"# + String($0.value, radix: 16)
        }.joined()

        private static func hex(_ byte: UInt8) -> String { String(byte, radix: 16) }

        /// As long as the limits of the door allow.
        private static let large =
            "a" + String(repeating: "\u{301}\u{323}", count: 16_000)

        @Test func `anybody could stop the shop with one form: it is refused by the field's name`()
            async throws
        {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let order: (String) -> String = {
                    #"{"model": "sandbox-instant", "input": \#($0)}"#
                }
                let json: [(String, String, String?)] = [
                    ("createTask", order(#"{"prompt": "\#(Self.large)"}"#), "input.prompt"),
                    ("createTask", order(#"{"prompt": "\#(Self.escaped)"}"#), "input.prompt"),
                    ("createTask", order(#"{"\#(Self.large)": 1}"#), "input"),
                    (
                        "createTask", order(#"{"image_urls": ["a", "\#(Self.marks)"]}"#),
                        "input.image_urls[1]"
                    ),
                    ("quote", #"{"model": "\#(Self.marks)", "input": {}}"#, "model"),
                    ("cancelTask", #"{"taskId": "\#(Self.marks)"}"#, "taskId"),
                    ("createTask", #"{"\#(Self.escaped)": "sandbox-instant"}"#, nil),
                    ("createTask", #"{"metadata": {"a": "\#(Self.marks)"}}"#, "metadata.a"),
                ]
                for (path, body, field) in json {
                    let answer = try await Call.send(
                        "POST",
                        "\(server.address)/api/v1/jobs/\(path)",
                        headers: customer.headers,
                        body: Array(body.utf8)
                    )
                    try expectRefusal(answer, field)
                }
                let image = try await customer.post(
                    "/v1/images/generations",
                    ["prompt": .string(Self.large)]
                )
                #expect(image.status == 400)
                #expect(image.param == "prompt")
                try await refuseForms(server, customer)
                try await refuseHeads(server)
                #expect(try await customer.credits() == .decimal("1428.57"))
            }
        }

        private func expectRefusal(_ answer: Answer, _ field: String?) throws {
            #expect(answer.status == 400, "\(field ?? "-"): \(answer.text.prefix(300))")
            #expect(answer.errorType == "invalid_request")
            #expect(answer.param == field)
            #expect(answer.message.contains("30 combining marks"))
        }

        private func refuseForms(_ server: ServerProcess, _ customer: Customer) async throws {
            let forms: [(String, [FormPart], String?)] = [
                ("/playground", [.text("prompt", Self.large)], "prompt"),
                ("/playground/estimate", [.text("variant", Self.large)], "variant"),
                ("/playground", [.text(Self.marks, "a")], nil),
                ("/playground", [.file("image", Self.marks + ".png", [1])], nil),
                (
                    "/playground",
                    [.file("image", nil, [1], more: "; filename*=UTF-8''\(Self.encoded)")], nil
                ),
                ("/v1/images/edits", [.text("prompt", Self.large)], "prompt"),
                ("/api/file-stream-upload", [.text("uploadPath", Self.large)], "uploadPath"),
            ]
            for (path, parts, field) in forms {
                let answer = try await customer.form(path, parts)
                #expect(answer.status == 400, "\(path) \(field ?? "-"): \(answer.text.prefix(200))")
                #expect(answer.param == field, "\(path)")
            }
            let encoded: [(String, String, String?)] = [
                ("/login", "email=\(Self.encoded)&password=a", "email"),
                ("/theme", "theme=dark&back=\(Self.encoded)", "back"),
                ("/theme", "\(Self.encoded)=dark", nil), ("/theme", "theme=\(Self.large)", "theme"),
            ]
            for (path, body, field) in encoded {
                let answer = try await Call.send(
                    "POST",
                    server.address + path,
                    body: Array(body.utf8)
                )
                try expectRefusal(answer, field)
            }
        }

        private func refuseHeads(_ server: ServerProcess) async throws {
            let heads: [(String, String, JSONValue)] = [
                ("/models?q=\(Self.encoded)", "", "q"), ("/models?q=\(Self.marks)", "", .null),
                ("/models?\(Self.encoded)=a", "", .null), ("/models/\(Self.encoded)", "", .null),
                ("/models/\(Self.marks)", "", .null),
                ("/files/outputs/a?signature=\(Self.encoded)", "", "signature"),
                ("/playground", "Cookie: theme=\(Self.marks)\r\n", "Cookie"),
                ("/api/v1/models", "Authorization: Bearer \(Self.marks)\r\n", "Authorization"),
                ("/api/v1/models", "Prefer: wait=\(Self.marks)\r\n", "Prefer"),
            ]
            for (path, header, field) in heads {
                let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(header)\r\n"
                let answer = try await RawConnection.exchange(request, with: server)
                #expect(answer.hasPrefix("HTTP/1.1 400"), "\(path.prefix(20)) \(header.prefix(20))")
                let body = try JSONValue.parse(
                    answer.components(separatedBy: "\r\n\r\n").last ?? ""
                )
                #expect(body["error"]?["param"] == field, "\(path.prefix(20)) \(header.prefix(20))")
            }
        }

        @Test func `accents of real languages are taken and come back as they were`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let prompt =
                    "Vie\u{302}\u{323}t nguye\u{302}\u{303}n, שָׁלוֹם, नमस्ते, กำลัง, Za"
                    + String(repeating: "\u{301}", count: 30)
                let id = try await customer.order(
                    Orders.sandbox(prompt, more: ["metadata": ["ключ é": .string(prompt)]])
                )
                let record = try await customer.ended(id)
                #expect(record["state"] == "success")
                let input = try JSONValue.parse(record["param"]?.stringValue ?? "")["input"]
                let stored = try #require(
                    input?["prompt"]?.stringValue ?? record["input"]?["prompt"]?.stringValue
                )
                #expect(Array(stored.utf8) == Array(prompt.utf8))
            }
        }

        @Test func `a prompt of before is cut where it is shown and keeps its answer`() async throws
        {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let key = [("Idempotency-Key", "one-of-before")]
                let order = Orders.sandbox("a fox", more: ["metadata": ["note": "old"]])
                let first = try await customer.create(order, headers: key)
                let id = try #require(first.data["taskId"]?.stringValue)
                _ = try await customer.ended(id)
                try await server.terminate()
                try await server.tamper(
                    """
                    UPDATE task SET body = replace(body, 'a fox', 'a fox\(Self.large)'),
                        metadata = replace(metadata, 'old', 'old\(Self.marks)') WHERE id = '\(id)'
                    """
                )
                try await server.start()
                let list = try await customer.get("/api/v1/jobs/list")
                #expect(list.status == 200)
                #expect(StreamSafeText.holds(list.body))
                #expect(list.text.contains("a fox"))
                let record = try await customer.get("/api/v1/jobs/recordInfo?taskId=\(id)")
                #expect(record.status == 200)
                #expect(StreamSafeText.holds(record.body))
                let again = try await customer.create(order, headers: key)
                #expect(again.data["taskId"] == .string(id))
                #expect(again["Idempotent-Replayed"] == "true")
            }
        }
    }
}
