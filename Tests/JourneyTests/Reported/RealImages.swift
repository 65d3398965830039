import Domain
import Foundation
import TestKit
import Testing

/// B5: what the world's libraries open is an image; what is cut off is not.
extension ReportedByUsers {
    @Suite struct RealImages {
        private struct Verdict: Decodable {
            let name: String
            let opens: Bool
            let width: Int?
            let height: Int?
            /// Nothing but the end mark is missing.
            let lacksEnd: Bool
        }

        @Test func `an image that Pillow opens is refused, or one that is cut off is taken`()
            async throws
        {
            let kept = try TestFolder.fast()
            let folder = URL(filePath: kept.path)
            let script = PythonJourney.script("image_corpus.py")
            let ending = try await ChildProcess(
                PythonJourney.python,
                ["-B", script, folder.path],
                folder: folder
            ).ending()
            try #require(ending.code == 0, "\(ending.errors)")
            let list = try Data(contentsOf: folder.appending(component: "verdicts.json"))
            let verdicts = try JSONDecoder().decode([Verdict].self, from: list)
            #expect(verdicts.count > 500)
            #expect(verdicts.count(where: \.opens) > 300)
            for verdict in verdicts {
                let file = folder.appending(component: verdict.name)
                let bytes = try Data(contentsOf: file, options: .mappedIfSafe)
                let facts = try? ImageInspection.inspect(whole: bytes)
                // Pillow forgives an end mark that is missing, libjpeg and libpng do not.
                let isWhole = verdict.opens && !verdict.lacksEnd
                #expect((facts != nil) == isWhole, "\(verdict.name)")
                if isWhole {
                    #expect(facts?.width == verdict.width, "\(verdict.name)")
                    #expect(facts?.height == verdict.height, "\(verdict.name)")
                    #expect(facts?.hasEnoughData == true, "\(verdict.name)")
                }
            }
        }

        private static let photo = TestPicture.make(.jpeg, width: 64, height: 64).bytes
        /// `(cat a.jpg; echo) > b.jpg`, and megabytes of metadata in front.
        private static let real: [UInt8] = {
            let segment: [UInt8] = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 7, count: 65_533)
            return photo.prefix(2) + (0..<18).flatMap { _ in segment } + photo.dropFirst(2) + [10]
        }()
        private static let cut = Array(photo.dropLast(2)) + [10]

        private static func data(_ bytes: [UInt8]) -> String {
            "data:image/jpeg;base64," + Data(bytes).base64EncodedString()
        }

        @Test func `a photograph with a newline behind it cannot be uploaded`() async throws {
            try await WebhookReceiver.run { files in
                try await ServerProcess.run { server in
                    let customer = try server.customer()
                    for (bytes, status) in [(Self.real, 200), (Self.cut, 422)] {
                        files.serve(.file(bytes, type: "image/jpeg"), at: "/a.jpg")
                        let text = JSONValue.string(Data(bytes).base64EncodedString())
                        let answers = [
                            try await customer.form(
                                "/api/file-stream-upload",
                                [.file("file", "a.jpg", bytes), .text("uploadPath", "a")]
                            ),
                            try await customer.post(
                                "/api/file-base64-upload",
                                ["base64Data": text, "uploadPath": "a"]
                            ),
                            try await customer.post(
                                "/api/file-url-upload",
                                ["fileUrl": .string(files.url("/a.jpg")), "uploadPath": "a"]
                            ),
                        ]
                        for answer in answers {
                            #expect(answer.status == status, "\(answer.text)")
                            guard status == 200 else { continue }
                            let link = answer.data["downloadUrl"]?.stringValue ?? ""
                            #expect(try await Call.send("GET", link).body == bytes)
                        }
                    }
                }
            }
        }

        @Test func `a photograph with a newline behind it cannot be edited`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let real = Self.photo + [10]
                    for (bytes, isTaken) in [(real, true), (Self.cut, false)] {
                        let sent = openAI.requests.count
                        let edit = "openai-gpt-image-2-5-flare-image-to-image-low"
                        let url = JSONValue.string(Self.data(bytes))
                        let task = try await customer.create([
                            "model": .string(edit),
                            "input": ["prompt": "a", "image_urls": [url]],
                        ])
                        #expect(task.status == (isTaken ? 200 : 422), "\(task.text)")
                        if isTaken {
                            let id = try #require(task.data["taskId"]?.stringValue)
                            #expect(try await customer.ended(id)["state"] == "success")
                        }
                        let form = try await customer.form(
                            "/v1/images/edits",
                            [
                                .text("prompt", "a"), .text("model", edit),
                                .file("image", "a.jpg", bytes),
                            ]
                        )
                        #expect(form.status == (isTaken ? 200 : 400), "\(form.text)")
                        let json = try await customer.post(
                            "/v1/images/edits",
                            [
                                "prompt": "a", "model": .string(edit),
                                "images": [["image_url": url]],
                            ]
                        )
                        #expect(json.status == (isTaken ? 200 : 400), "\(json.text)")
                        let received = openAI.requests.dropFirst(sent).flatMap(\.files)
                        #expect(received.map(\.bytes) == (isTaken ? [bytes, bytes, bytes] : []))
                    }
                    try await server.audit()
                }
            }
        }

        @Test
        func `a photograph with a newline behind it is refused on the page and by the command`()
            async throws
        {
            try await ServerProcess.run { server in
                // The first key is not kept beyond the set-up.
                let key = try server.customer().key
                let person = try await Person.administrator(of: server)
                for (bytes, status) in [(Self.real, 303), (Self.cut, 422)] {
                    let file = (field: "image", name: "a.jpg", bytes: bytes)
                    let form = [("prompt", "a"), ("size", "64x64"), ("n", "1"), ("do", "run")]
                    let page = try await person.submit(
                        "/models/sandbox/sandbox-instant",
                        form,
                        file: file
                    )
                    #expect(page.status == status, "\(page.text)")
                    let played = try await person.submit(
                        "/playground",
                        form + [("variant", "sandbox-instant")],
                        file: file
                    )
                    #expect(played.status == status, "\(played.text)")
                    let path = server.folder.appending(component: "a.jpg")
                    try Data(bytes).write(to: path)
                    let command = try await server.command(
                        [
                            "generate", "a fox", "--model", "sandbox-instant", "--size", "64x64",
                            "--image", path.path, "--server", server.address, "-o",
                            server.folder.appending(component: "out.png").path,
                        ],
                        environment: ["AIGENERATE_API_KEY": key],
                        onData: false
                    )
                    #expect((command.code == 0) == (status == 303), "\(command.errors)")
                }
            }
        }

        @Test func `a provider's image plus one byte is paid by us and refused to the customer`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let whole = TestPicture.make(.png, width: 1_024, height: 1_024).bytes
                    for (bytes, isSold) in [
                        (whole + [10], true), (whole.dropLast(2) + [10], false),
                    ] {
                        openAI.next(.picture(.file(bytes, .png, width: 1_024, height: 1_024)))
                        let id = try await customer.order(Orders.paid())
                        let record = try await customer.ended(id)
                        #expect(record["state"] == (isSold ? "success" : "fail"), "\(record)")
                        guard isSold else { continue }
                        let output = try #require(record["outputs"]?.arrayValue?.first)
                        #expect(output["bytes"] == .int(Int64(bytes.count)))
                        let url = try #require(output["url"]?.stringValue)
                        #expect(try await Call.send("GET", url).body == bytes)
                    }
                    #expect(try await customer.balance().spent == Orders.price)
                    try await server.audit()
                }
            }
        }
    }
}
