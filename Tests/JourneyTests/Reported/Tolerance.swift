import Domain
import Foundation
import TestKit
import Testing

/// What means one thing only is taken, at every door; what could mean two is refused by name.
extension ReportedByUsers {
    @Suite struct Tolerance {
        private static let fox = TestPicture.make(.png, width: 64, height: 64).bytes
        private static let settings = ["AIGENERATE_RATE_LIMIT_CREATES": "1000"]
        private static let generations = "/v1/images/generations"
        private static let edits = "/v1/images/edits"

        /// Base64 in lines of 76 letters, as MIME has them.
        private static func lines(_ bytes: [UInt8], _ options: Data.Base64EncodingOptions) -> String
        {
            Data(bytes).base64EncodedString(options: [.lineLength76Characters, options])
        }

        @Test func `empty fields are absent, and whole numbers are whole however they are written`()
            async throws
        {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                let input =
                    #""prompt":"a fox","n":1.0,"seed":7e0,"size":"","user":"","image_urls":[],"#
                    + #""mask_url":"","output_format":"jpg","output_compression":9.0e1,"background":"""#
                let order = #"{"model":"sandbox-instant","callBackUrl":"","input":{"# + input + "}}"
                let quote = try await raw("/api/v1/jobs/quote", order, customer)
                #expect(quote.status == 200, "\(quote.text)")
                let record = try await customer.ended(
                    try await raw("/api/v1/jobs/createTask", order, customer).data["taskId"]?
                        .stringValue ?? ""
                )
                #expect(record["state"] == "success" && record["seed"] == 7, "\(record)")
                #expect(record["outputs"]?.arrayValue?.first?["mime"] == "image/jpeg")
                let body =
                    #"{"model":"sandbox-instant","quality":"","stream":null,"style":"","#
                    + #""response_format":"","partial_images":0.0,"metadata":null,"# + input + "}"
                let answer = try await raw(Self.generations, body, customer)
                #expect(answer.status == 200, "\(answer.text.prefix(300))")
                #expect(answer.json["output_format"] == "jpeg")
                #expect(answer["x-ai-ignored"] == nil)
                let edit = #"{"images":[{"file_id":null,"image_url":"\#(Self.url)"}],"mask":"","#
                let edited = try await raw(Self.edits, edit + body.dropFirst(), customer)
                // Two names for the pictures are two too many; without the empty one it is fine.
                #expect(edited.status == 200, "\(edited.text.prefix(300))")
            }
        }

        @Test func `capitals and an empty list of metadata are taken at both doors`() async throws {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                for (asked, size) in [
                    (["size": "1024X1536"], "1024x1536"), (["size": "AUTO"], "auto"),
                    (["aspect_ratio": "Auto", "resolution": "1k"], "1024x1024"),
                ] as [([String: JSONValue], String)] {
                    let input = asked.merging(["prompt": "a fox"]) { $1 }
                    let model: JSONValue = "openai-gpt-image-2-text-to-image-low"
                    let task = try await customer.create([
                        "model": model, "input": .object(input), "metadata": [],
                    ])
                    #expect(task.status == 200, "\(task.text)")
                    let id = task.data["taskId"]?.stringValue ?? ""
                    let row = try await server.rows("SELECT input FROM task WHERE id = '\(id)'")
                    let kept = try JSONValue.parse(row.first?["input"]?.stringValue ?? "")
                    #expect(kept["parameters"]?["size"] == .string(size), "\(kept)")
                    let body = input.merging(["model": model, "metadata": []]) { $1 }
                    let answer = try await customer.post(Self.generations, .object(body))
                    #expect(answer.status == 200, "\(answer.text.prefix(300))")
                }
            }
        }

        private static let url = "data:image/png;base64," + Data(fox).base64EncodedString()

        @Test func `a body may begin with a byte order mark`() async throws {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                let input = #"{"prompt":"a fox","size":"64x64"}"#
                for (path, body) in [
                    ("/api/v1/jobs/createTask", #"{"model":"sandbox-instant","input":\#(input)}"#),
                    ("/api/v1/jobs/quote", #"{"model":"sandbox-instant","input":\#(input)}"#),
                    (Self.generations, #"{"model":"sandbox-instant",\#(input.dropFirst())"#),
                ] {
                    let answer = try await raw(path, "\u{FEFF}" + body, customer)
                    #expect(answer.status == 200, "\(path): \(answer.text.prefix(300))")
                    let garbage = try await raw(path, body + "\u{FEFF}", customer)
                    #expect(garbage.status == 400, "\(path): \(garbage.text.prefix(300))")
                }
            }
        }

        @Test func `pictures in base64 may be in lines`() async throws {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                for end in [
                    Data.Base64EncodingOptions.endLineWithCarriageReturn, .endLineWithLineFeed,
                ] {
                    let text = JSONValue.string(
                        "data:image/png;base64," + Self.lines(Self.fox, end)
                    )
                    let task = try await customer.order([
                        "model": "sandbox-instant",
                        "input": ["prompt": "a fox", "size": "64x64", "image_urls": [text]],
                    ])
                    #expect(try await customer.ended(task)["state"] == "success")
                    let edit = try await customer.post(
                        Self.edits,
                        [
                            "model": "sandbox-instant", "prompt": "a fox", "size": "64x64",
                            "images": [["image_url": text]], "mask": ["image_url": text],
                        ]
                    )
                    #expect(edit.status == 200, "\(edit.text.prefix(300))")
                    let upload = try await customer.post(
                        "/api/file-base64-upload",
                        ["base64Data": text, "uploadPath": "a"]
                    )
                    #expect(upload.data["sha256"] == .string(SHA256Text.hex(of: Self.fox)))
                }
            }
        }

        @Test func `a form's words and numbered pictures are understood`() async throws {
            try await OpenAISimulator.run { openAI in
                let settings = openAI.settings.merging(Self.settings) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    let second = TestPicture.make(.jpeg, width: 32, height: 32).bytes
                    let fields: [FormPart] = [
                        .text("model", "gpt-image-2"), .text("prompt", "a fox"),
                        .text("quality", "low"), .text("size", "1024x1024"), .text("n", "1"),
                        .text("stream", "False"), .text("user", ""), .text("output_format", "jpg"),
                        .file("mask", "mask.png", []),
                    ]
                    for pictures in [
                        [.file("image[1]", "b", second), .file("image[0]", "a", Self.fox)],
                        [.file("image", nil, Self.fox), .file("image", nil, second)],
                        [.file("image[]", "a", Self.fox), .file("image[]", nil, second)],
                    ] as [[FormPart]] {
                        let answer = try await customer.form(Self.edits, fields + pictures)
                        #expect(answer.status == 200, "\(answer.text.prefix(300))")
                        let sent = try #require(openAI.requests.last)
                        #expect(sent.files.map(\.bytes) == [Self.fox, second])
                        #expect(sent.fields["output_format"] == "jpeg")
                    }
                    let stream = try await customer.form(
                        Self.edits,
                        Array(fields.filter { !$0.isStream }) + [
                            .text("stream", "True"), .file("image", "a", Self.fox),
                        ]
                    )
                    #expect(stream.text.contains("event: image_edit.completed"))
                    let upload = try await customer.form(
                        "/api/file-stream-upload",
                        [.file("file", nil, Self.fox), .text("uploadPath", "a")]
                    )
                    #expect(upload.status == 200, "\(upload.text)")
                    #expect(try await customer.balance().spent == MicroUSD(4 * 15_000))
                }
            }
        }

        @Test func `seed and negative_prompt are named where they have no effect`() async throws {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                let body: [String: JSONValue] = [
                    "prompt": "a fox", "seed": 7, "negative_prompt": "dogs",
                ]
                let plain = try await customer.post(
                    Self.generations,
                    .object(body.merging(["model": "gpt-image-2", "quality": "low"]) { $1 })
                )
                #expect(plain.status == 200, "\(plain.text.prefix(300))")
                #expect(plain["x-ai-ignored"] == "negative_prompt, seed")
                let warnings = plain.json["warnings"]?.text() ?? ""
                #expect(warnings.contains("'seed'") && warnings.contains("'negative_prompt'"))
                // A model that has a seed uses it.
                let seeded = try await customer.post(
                    Self.generations,
                    .object(body.merging(["model": "sandbox-instant", "size": "64x64"]) { $1 })
                )
                #expect(seeded["x-ai-ignored"] == "negative_prompt")
                let task = seeded.json["task_id"]?.stringValue ?? ""
                #expect(try await customer.record(task)["seed"] == 7)
                // Not by createTask, whose models say what they take.
                let refused = try await customer.create([
                    "model": "gpt-image-2", "input": .object(body),
                ])
                #expect(refused.status == 422 && refused.param == "input.negative_prompt")
            }
        }

        private static let doubtful: [(String, JSONValue, String)] = [
            ("half a picture", ["n": .decimal("1.5")], "n"), ("a word", ["n": "two"], "n"),
            ("a number as text", ["n": "2"], "n"), ("a list", ["n": [1]], "n"),
            ("nobody's empty field", ["colour": ""], "colour"),
            ("nobody's empty list", ["steps": []], "steps"),
            ("no kind of file", ["output_format": "tiff"], "output_format"),
            ("steps", ["guidance_scale": 7], "guidance_scale"),
        ]

        @Test func `what could mean two things is refused by name and not charged`() async throws {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                for (name, more, field) in Self.doubtful {
                    let input = (more.objectValue ?? [:]).merging(["prompt": "a fox"]) { $1 }
                    for path in ["createTask", "quote"] {
                        let order: JSONValue = ["model": "gpt-image-2", "input": .object(input)]
                        let task = try await customer.post("/api/v1/jobs/\(path)", order)
                        #expect(task.status == 422, "\(name): \(task.text)")
                        #expect(task.param == "input.\(field)", "\(name)")
                    }
                    let body = input.merging(["model": "gpt-image-2"]) { $1 }
                    let v1 = try await customer.post(Self.generations, .object(body))
                    #expect(v1.status == 400, "\(name): \(v1.text)")
                    #expect(v1.json["error"]?["param"] == .string(field), "\(name)")
                }
                try await refusedForms(customer)
                #expect(try await customer.balance().held == .zero)
                #expect(try await server.rows("SELECT id FROM task").isEmpty)
            }
        }

        private func refusedForms(_ customer: Customer) async throws {
            let image = FormPart.file("image", "a.png", Self.fox)
            for (name, parts, field) in [
                ("two counts", [.text("n", "1"), .text("n", "2"), image], "n"),
                ("a count and a half", [.text("n", "1.5"), image], "n"),
                ("perhaps", [.text("stream", "yes"), image], "stream"),
                (
                    "two masks",
                    [.file("mask", "a", Self.fox), .file("mask", "b", Self.fox), image], "mask"
                ),
                (
                    "one number twice",
                    [.file("image[0]", "a", Self.fox), .file("image[0]", "b", Self.fox)], "image"
                ),
                ("numbered and not", [.file("image[1]", "a", Self.fox), image], "image"),
                ("an empty picture", [.file("image", "a.png", [])], "image[0]"),
                ("no picture", [.text("n", "1")], "image"),
                ("another file", [.file("photo", "a.png", Self.fox), image], "photo"),
                ("unknown and empty", [.text("colour", ""), image], "colour"),
            ] as [(String, [FormPart], String)] {
                let answer = try await customer.form(
                    Self.edits,
                    [.text("model", "gpt-image-2"), .text("prompt", "a fox")] + parts
                )
                #expect(answer.status == 400, "\(name): \(answer.text)")
                #expect(answer.json["error"]?["param"] == .string(field), "\(name): \(answer.text)")
            }
        }

        private func raw(
            _ path: String,
            _ body: String,
            _ customer: Customer
        ) async throws -> Answer {
            try await Call.send(
                "POST",
                customer.server.address + path,
                headers: customer.headers + [("Content-Type", "application/json")],
                body: Array(body.utf8)
            )
        }
    }
}

extension FormPart {
    fileprivate var isStream: Bool {
        if case .text("stream", _) = self { true } else { false }
    }
}
