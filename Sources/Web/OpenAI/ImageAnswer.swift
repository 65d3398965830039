import Domain
import HTTPTypes
import Hummingbird
import Storage

/// The answer to an images request whose task has succeeded: OpenAI's fields, the pictures streamed
/// from their files, and beside them what it cost.
struct ImageAnswer: Sendable {
    let house: House
    let task: MediaTask
    /// What the caller should know of the order.
    let warnings: [String]
    /// Pictures of it that need not be looked up.
    var atHand: [SmallPicture] = []

    /// `data`, and what only the end of the task tells: `created`, how the pictures came out, `usage`,
    /// and ours, `task_id` and `cost`.
    func body(_ format: ImageRequest.Format) async throws -> StreamedBody {
        var body: StreamedBody
        switch format {
        case .base64:
            var files: [StoredFile] = []
            for output in task.outputs { files.append(try await file(output)) }
            body = Self.beginning(files)
        case .url:
            let data = task.outputs.map { ["url": .string(link($0))] as JSONValue }
            body = StreamedBody()
            body.append("{\"data\":")
            body.append(JSONValue.array(data).bytes())
        }
        body.append(ending)
        return body
    }

    /// The answer up to the end of `data`, which can be said before the task has ended.
    static func beginning(_ files: [StoredFile]) -> StreamedBody {
        var body = StreamedBody()
        body.append("{\"data\":[")
        for (index, file) in files.enumerated() {
            body.append(index == 0 ? "{\"b64_json\":\"" : ",{\"b64_json\":\"")
            body.appendBase64(of: file)
            body.append("\"}")
        }
        body.append("]")
        return body
    }

    /// The rest of it, from the comma behind `data`: without this it is no JSON.
    var ending: [UInt8] {
        var members = facts.merging(account) { $1 }
        members["created"] = .int(created)
        return [UInt8(ascii: ",")] + JSONValue.object(members).bytes().dropFirst()
    }

    /// The event that ends a stream, one for each picture. The cost, which is the whole task's, is told
    /// once, with the last: else who adds up would count it twice.
    func completed(_ output: Output, of kind: ImageRequest.Kind) async throws -> StreamedBody {
        let type = "\(kind.rawValue).completed"
        var members = facts.merging(account) { $1 }
        if output != task.outputs.last { (members["cost"], members["warnings"]) = (nil, nil) }
        members["type"] = .string(type)
        members["created_at"] = .int(created)
        var body = StreamedBody()
        body.append("event: \(type)\ndata: {\"b64_json\":\"")
        body.appendBase64(of: try await file(output))
        body.append("\",")
        body.append(Array(JSONValue.object(members).bytes().dropFirst()))
        body.append("\n\n")
        return body
    }

    private var created: Int64 { (task.completedAt ?? task.createdAt).seconds }

    private func file(_ output: Output) async throws -> StoredFile {
        if let picture = atHand.first(where: { $0.path == output.path }) {
            return StoredFile(picture.bytes)
        }
        guard let file = try await house.files.open(output.path) else { throw APIError.fileExpired }
        return file
    }

    private func link(_ output: Output) -> String {
        house.link.url(path: output.path, expiresAt: task.expiresAt ?? task.createdAt)
    }

    /// How the pictures came out: never `auto`.
    private var facts: [String: JSONValue] {
        let asked = task.askedInput
        var members: [String: JSONValue] = [
            "background": .string(background(asked["background"])),
            "output_format": .text(task.outputs.first?.media.openAIName),
            "size": .text(task.facts?.size ?? task.outputs.first?.size.description),
        ]
        let fixed = house.catalog.variant(task.slug)?.quality
        // The Sandbox in a model's place knows nothing of its tiers.
        let quality = task.isStandIn ? fixed : task.facts?.quality ?? fixed
        if let quality { members["quality"] = .string(quality) }
        if let identifier = asked["user"] { members["safety_identifier"] = identifier }
        members["usage"] = usage
        return members
    }

    private func background(_ asked: JSONValue?) -> String {
        "transparent".isSpelled(asked?.stringValue ?? "") ? "transparent" : "opaque"
    }

    /// The provider's own count. The Sandbox counts nothing, and says so with zeros, which typed
    /// clients want.
    private var usage: JSONValue? {
        if let text = task.facts?.usage { return try? JSONValue.parse(text, excessMarks: .cut) }
        guard task.isStandIn || task.payer == .none else { return nil }
        return [
            "input_tokens": 0, "output_tokens": 0, "total_tokens": 0,
            "input_tokens_details": ["image_tokens": 0, "text_tokens": 0],
        ]
    }

    private var account: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "task_id": .string(task.id.text),
            "cost": [
                "credits": .numeric(house.credit.credits(task.charged)),
                "usd": .usd(task.charged),
            ],
        ]
        if !warnings.isEmpty { members["warnings"] = .array(warnings.map(JSONValue.string)) }
        return members
    }
}

extension MediaTask {
    /// The input as it was sent.
    fileprivate var askedInput: [String: JSONValue] {
        (try? JSONValue.parse(body, excessMarks: .cut))?["input"]?.objectValue ?? [:]
    }
}
