import Domain
import Foundation
import TestKit
import Testing

/// B9: an edit without its image is refused by name, except under the two slugs whose documented call
/// has none.
extension ReportedByUsers {
    @Suite struct EditsWithoutImages {
        private static let edits = [
            "openai-gpt-image-2-image-to-image-low", "gpt-image-2-image-to-image",
            "openai-gpt-image-2-5-flare-image-to-image-max",
        ]
        private static let documented = [
            "openai-gpt-image-1-5-image-to-image-medium",
            "openai-gpt-image-1-5-image-to-image-high", "gpt-image/1.5-image-to-image",
        ]

        private static func order(_ slug: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
            let input: [String: JSONValue] = ["prompt": "a fox", "size": "1024x1024"]
            return ["model": .string(slug), "input": .object(input.merging(more) { $1 })]
        }

        @Test func `an edit without its image is sold at the edit's price`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    let none: [[String: JSONValue]] = [
                        [:], ["image_urls": []], ["image_urls": nil], ["image_urls": [""]],
                        ["input_urls": []], ["image_urls": ""],
                    ]
                    for slug in Self.edits {
                        for more in none {
                            for path in ["createTask", "quote"] {
                                let answer = try await customer.post(
                                    "/api/v1/jobs/" + path,
                                    Self.order(slug, more)
                                )
                                #expect(answer.status == 422, "\(slug) \(more): \(answer.text)")
                                let param = answer.param ?? ""
                                #expect(param.hasPrefix("input.image_urls"), "\(param)")
                                #expect(answer.message.contains("Nothing was charged"))
                            }
                        }
                    }
                    let v1 = try await customer.post(
                        "/v1/images/generations",
                        ["model": .string(Self.edits[0]), "prompt": "a fox"]
                    )
                    #expect(v1.status == 400)
                    #expect(v1.json["error"]?["param"] == "image_urls", "\(v1.text)")
                    let form = try await customer.form(
                        "/v1/images/edits",
                        [.text("prompt", "a"), .text("model", Self.documented[0])]
                    )
                    #expect(form.json["error"]?["param"] == "image", "\(form.text)")
                    #expect(openAI.requests.isEmpty)
                    #expect(try await server.rows("SELECT id FROM task").isEmpty)
                }
            }
        }

        @Test(arguments: [
            CivilDate(year: 2026, month: 11, day: 30), CivilDate(year: 2026, month: 12, day: 2),
        ])
        func `the documented call of the shop has no image`(_ today: CivilDate) async throws {
            let offset = today.start.seconds + 43_200 - Int64(Date().timeIntervalSince1970)
            let clock = ["AIGENERATE_CLOCK_OFFSET_SECONDS": String(offset)]
            try await OpenAISimulator.run(today: today) { openAI in
                let settings = openAI.settings.merging(clock) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    for slug in Self.documented {
                        for path in ["quote", "createTask"] {
                            let answer = try await customer.post(
                                "/api/v1/jobs/" + path,
                                Self.order(slug)
                            )
                            #expect(answer.status == 200, "\(slug): \(answer.text)")
                            #expect(Self.warns(answer), "\(slug) \(path): \(answer.text)")
                        }
                    }
                    let waited = try await customer.post(
                        "/api/v1/jobs/createTask",
                        Self.order(Self.documented[0], ["image_urls": []]),
                        headers: [("Prefer", "wait=30")]
                    )
                    #expect(waited.data["state"] == "success", "\(waited.text)")
                    #expect(Self.warns(waited))
                    #expect(openAI.requests.allSatisfy { $0.path == "/v1/images/generations" })
                    // With an image there is nothing to warn of.
                    let image = TestPicture.make(.png, width: 64, height: 64).bytes
                    let url = "data:image/png;base64," + Data(image).base64EncodedString()
                    let edit = try await customer.create(
                        Self.order(Self.documented[0], ["image_urls": [.string(url)]])
                    )
                    #expect(edit.status == 200 && !Self.warns(edit), "\(edit.text)")
                    try await server.audit()
                }
            }
        }

        private static func warns(_ answer: Answer) -> Bool {
            let warnings = answer.data["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
            return warnings.contains { $0.contains("image_urls") && $0.contains("prompt alone") }
        }

        @Test func `a chosen file without bytes is dropped in silence`() async throws {
            try await ServerProcess.run { server in
                let person = try await Person.administrator(of: server)
                let form = [("prompt", "a"), ("size", "64x64"), ("n", "1"), ("do", "run")]
                let empty = (field: "image", name: "fox.png", bytes: [UInt8]())
                let pages = [
                    ("/models/sandbox/sandbox-instant", form),
                    ("/playground", form + [("variant", "sandbox-instant")]),
                ]
                for (path, form) in pages {
                    let refused = try await person.submit(path, form, file: empty)
                    #expect(refused.status == 422, "\(path)")
                    #expect(refused.text.contains("fox.png&#39; is empty"), "\(path)")
                }
                #expect(try await server.rows("SELECT id FROM task").isEmpty)
                // None chosen: browsers send a file without a name.
                for (path, form) in pages {
                    #expect(try await person.submit(path, form).status == 303, "\(path)")
                }
            }
        }

        @Test func `a page sells an edit without its image`() async throws {
            try await ServerProcess.run(["AIGENERATE_SANDBOX": "always"]) { server in
                let person = try await Person.administrator(of: server)
                let form = [("prompt", "a"), ("size", "1024x1024"), ("do", "run")]
                let refused = try await person.submit(
                    "/models/gpt-image-2/openai-gpt-image-2-image-to-image-low",
                    form
                )
                #expect(refused.status == 422)
                #expect(refused.text.contains("this model edits images"))
                let noted = try await person.submit(
                    "/models/gpt-image-1-5/" + Self.documented[0] + "/example",
                    form
                ).json
                #expect(noted["note"]?.stringValue?.contains("prompt alone") == true, "\(noted)")
            }
        }

        @Test func `a mask without the image that it belongs to`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let mask = TestPicture.make(.png, width: 64, height: 64).bytes
                let url = JSONValue.string(
                    "data:image/png;base64," + Data(mask).base64EncodedString()
                )
                for slug in [Self.documented[0], "sandbox-instant"] {
                    let answer = try await customer.create(Self.order(slug, ["mask_url": url]))
                    #expect(answer.status == 422, "\(slug)")
                    #expect(answer.param == "input.mask_url", "\(answer.text)")
                }
                #expect(try await server.rows("SELECT id FROM task").isEmpty)
            }
        }
    }
}
