import Domain
import Foundation
import TestKit
import Testing

/// Pictures that nothing can be drawn from: refused by the caller's own name for them, before a task
/// is made.
@Suite struct RefusingPictures {
    private static let fox = TestPicture.make(.png, width: 64, height: 64)
    private static let gif = TestPicture.make(.gif, width: 64, height: 64).bytes
    private static let edits = "/v1/images/edits"

    private static func data(_ bytes: [UInt8], _ type: String = "png") -> String {
        "data:image/\(type);base64," + Data(bytes).base64EncodedString()
    }

    private static func order(_ more: [String: JSONValue]) -> JSONValue {
        let order: [String: JSONValue] = ["model": "gpt-image-1.5", "prompt": "a fox"]
        return .object(order.merging(more) { $1 })
    }

    @Test(arguments: [
        ("data:image/png;base64,%%%", "is not a base64 data: URL"),
        ("data:image/png,abc", "is not a base64 data: URL"),
        (data(Array("<svg/>".utf8), "svg+xml"), "PNG, JPEG or WebP"),
        (data(gif, "gif"), "PNG, JPEG or WebP"), (data(fox.bytes.dropLast(9)), "whole picture"),
    ])
    func `a data URL that holds no picture`(_ url: String, _ says: String) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let good: JSONValue = .string(Self.data(Self.fox.bytes))
            let edit = try await customer.post(
                Self.edits,
                Self.order(["images": [["image_url": good], ["image_url": .string(url)]]])
            )
            #expect(edit.status == 400)
            #expect(edit.json["error"]?["param"] == "images[1]")
            let message = edit.json["error"]?["message"]?.stringValue ?? ""
            #expect(message.contains("'images[1]'") && message.contains(says), "\(message)")
            let task = try await customer.create(
                Orders.sandbox(
                    more: ["input": ["prompt": "a fox", "image_urls": [good, .string(url)]]]
                )
            )
            #expect(task.status == 422)
            #expect(task.param == "input.image_urls[1]")
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }

    @Test func `a GIF is kept as an upload, and nothing is drawn from it`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let upload = try await customer.post(
                "/api/file-base64-upload",
                ["base64Data": .string(Self.data(Self.gif, "gif")), "uploadPath": "a"]
            )
            #expect(upload.status == 200, "\(upload.text)")
            for name in [upload.data["fileId"], upload.data["downloadUrl"]] {
                let edit = try await customer.post(
                    Self.edits,
                    Self.order(["images": [["image_url": name ?? nil]]])
                )
                #expect(edit.json["error"]?["param"] == "images[0]", "\(edit.text)")
            }
            // Nothing of a form is kept unless all of it is well.
            let form = try await customer.form(
                Self.edits,
                [
                    .text("prompt", "a fox"), .file("image[]", "a.png", Self.fox.bytes),
                    .file("image[]", "a.gif", Self.gif),
                ]
            )
            #expect(form.status == 400)
            #expect(form.json["error"]?["param"] == "image[1]", "\(form.text)")
            #expect(try await server.rows("SELECT id FROM upload").count == 1)
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }

    @Test func `an address that does not answer is named when its task has failed`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let order = Self.order(["images": [["image_url": "https://name.invalid/fox.png"]]])
            let edit = try await customer.post(Self.edits, order)
            #expect(edit.status == 400, "\(edit.text)")
            #expect(edit.json["error"]?["param"] == "images[0]")
            let message = edit.json["error"]?["message"]?.stringValue ?? ""
            #expect(message.hasPrefix("'images[0]' could not be fetched"), "\(message)")
            #expect(try await customer.balance().spent == .zero)
        }
    }

    @Test func `a file without a name is said to need one, and one in RFC 8187's way has one`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let image = FormPart.file("image", "a.png", Self.fox.bytes)
            for (name, more) in [("image", []), ("image", [image]), ("mask", [image])] {
                let text = try await customer.form(
                    Self.edits,
                    [.text("prompt", "a fox"), .text(name, "not a file")] + more
                )
                #expect(text.json["error"]?["param"] == .string(name))
                let message = text.json["error"]?["message"]?.stringValue ?? ""
                #expect(message.contains("needs a filename"), "\(message)")
            }
            let unknown = try await customer.form(
                Self.edits,
                [.text("prompt", "a fox"), .text("wings", "two"), image]
            )
            let allowed = unknown.json["error"]?["message"]?.stringValue ?? ""
            #expect(allowed.contains("'wings'. Allowed: background, image, mask,"), "\(allowed)")
            let named = try await customer.form(
                "/api/file-stream-upload",
                [
                    .file(
                        "file",
                        nil,
                        Self.fox.bytes,
                        more: "; filename*=UTF-8''na%00%0D%C3%AFve.png"
                    )
                ]
            )
            #expect(named.data["fileName"] == "naïve.png", "\(named.text)")
            let two = try await customer.form(
                "/api/file-stream-upload",
                [.file("file", "a.png", Self.fox.bytes), .file("file", "b.png", Self.fox.bytes)]
            )
            #expect(two.status == 422)
            #expect(two.param == "file")
            // The form with an unknown field had its picture kept, as nothing was wrong with that.
            #expect(try await server.rows("SELECT id FROM upload").count == 2)
        }
    }

    @Test func `what is transparent is no JPEG`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let answer = try await customer.post(
                "/v1/images/generations",
                Self.order(["background": "transparent", "output_format": "jpeg"])
            )
            #expect(answer.status == 400)
            #expect(answer.json["error"]?["param"] == "background", "\(answer.text)")
            #expect(try await server.rows("SELECT id FROM task").isEmpty)
        }
    }
}
