import Domain
import Foundation
import Hummingbird
import Storage

/// `POST /v1/images/edits` in both of its forms, brought into one: fields, and pictures that stand
/// among the caller's uploads.
struct EditRequest: Sendable {
    let image: ImageRequest
    /// Equal for an equal request, whatever its boundaries and names of files are.
    let fingerprint: String

    private static let mostPictures = 16
}

extension EditRequest {
    /// Pictures are received whole before anything is looked at, and kept only when all is well.
    static func form(
        _ request: Request,
        _ house: House,
        _ caller: Caller,
        at deployment: Deployment?
    ) async throws -> Self {
        let receive = ReceiveForm(
            spool: house.uploads,
            fileLimit: Limits.editFile,
            bodyLimit: Limits.editBody,
            // Some clients send a picture's bytes without a file's name.
            isFile: { FormPictures.isPicture($0) }
        )
        let form = try await receive(request)
        let pictures = try FormPictures(form.files)
        let (images, masks) = (pictures.images, pictures.mask.map { [$0] } ?? [])
        let mask = pictures.mask
        try check(count: images.count, field: "image")
        var fields = try form.values()
        if let deployment { fields = try deployment.naming(fields) }
        let fingerprint = fingerprint(fields, images.map(\.content.sha256), mask?.content.sha256)
        // Refused before anything is kept.
        _ = try ImageRequest(.edit, fields: fields)
        let keep = KeepUpload(house: house)
        let named = images.enumerated().map { ($1, "image[\($0)]") } + masks.map { ($0, "mask") }
        for (file, field) in named {
            try check(file, as: field, keep)
        }
        var ids: [JSONValue] = []
        for (file, field) in named {
            let upload = try await keep(
                file.content,
                name: file.name ?? field,
                caller: caller,
                field: field
            )
            ids.append(.string(upload.id))
        }
        if mask != nil { fields["mask_url"] = ids.removeLast() }
        fields["image_urls"] = .array(ids)
        return EditRequest(
            image: try ImageRequest(.edit, fields: fields, pictures: "image"),
            fingerprint: fingerprint
        )
    }

    /// What has no file's name is a picture only if its bytes are one.
    private static func check(
        _ file: ReceivedForm.File,
        as field: String,
        _ keep: KeepUpload
    ) throws(APIError) {
        do throws(APIError) {
            try keep.check(file.content, isInput: true, field: field)
        } catch {
            guard file.name == nil else { throw error }
            throw .invalidValue(
                "'\(file.field)' must be a picture. A file that is sent as one needs a filename in its "
                    + "part of the form.",
                param: file.field
            )
        }
    }

    /// The JSON form: `images` and `mask` name pictures by `image_url` or `file_id`.
    static func json(
        _ body: [String: JSONValue],
        at deployment: Deployment?
    ) throws(APIError) -> Self {
        let body = try deployment?.naming(body) ?? body
        var fields = body
        guard let images = fields.removeValue(forKey: "images")?.arrayValue else {
            throw .invalidValue(
                "'images' must be a list of 1 to \(mostPictures) pictures, each "
                    + "{\"image_url\": …} or {\"file_id\": …}.",
                param: "images"
            )
        }
        try check(count: images.count, field: "images")
        var urls: [JSONValue] = []
        for (index, image) in images.enumerated() {
            urls.append(.string(try reference(image, field: "images[\(index)]")))
        }
        fields["image_urls"] = .array(urls)
        if let mask = fields.removeValue(forKey: "mask"), !mask.isNothing {
            fields["mask_url"] = .string(try reference(mask, field: "mask"))
        }
        return EditRequest(
            image: try ImageRequest(.edit, fields: fields, pictures: "images"),
            fingerprint: TaskOrder.fingerprint(ImageRequest.Kind.edit.path, body)
        )
    }

    private static func check(count: Int, field: String) throws(APIError) {
        guard (1...mostPictures).contains(count) else {
            throw .invalidValue(
                "An edit takes 1 to \(mostPictures) pictures, not \(count).",
                param: field
            )
        }
    }

    private static func reference(
        _ value: JSONValue,
        field: String
    ) throws(APIError) -> String {
        let members = (value.objectValue ?? [:]).filter { !$0.value.isNothing }
        guard members.count == 1,
            let text = (members["image_url"] ?? members["file_id"])?.stringValue
        else {
            throw .invalidValue(
                "'\(field)' must be {\"image_url\": …} or {\"file_id\": …}.",
                param: field
            )
        }
        return text
    }

    private static func fingerprint(
        _ fields: [String: JSONValue],
        _ images: [String],
        _ mask: String?
    ) -> String {
        var all = fields
        all["image sha256"] = .array(images.map(JSONValue.string))
        all["mask sha256"] = .text(mask)
        return TaskOrder.fingerprint(ImageRequest.Kind.edit.path, all)
    }
}

extension ReceivedForm {
    /// Texts of a form as the values that they mean: numbers and flags arrive as text.
    fileprivate func values() throws(APIError) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for (name, text) in texts {
            guard values[name] == nil else {
                throw .invalidValue("'\(name)' is given twice.", param: name)
            }
            values[name] = Self.value(of: text, named: name)
        }
        return try Self.nested(values)
    }

    /// Forms have no objects: OpenAI's clients send `metadata[a]=b` for `{"metadata": {"a": "b"}}`.
    private static func nested(
        _ values: [String: JSONValue]
    ) throws(APIError) -> [String: JSONValue] {
        var (values, pairs) = (values, [String: JSONValue]())
        for name in values.keys where name.hasPrefix("metadata[") && name.hasSuffix("]") {
            pairs[String(name.dropFirst("metadata[".count).dropLast())] = values.removeValue(
                forKey: name
            )
        }
        guard !pairs.isEmpty else { return values }
        guard values["metadata"] == nil else {
            throw .invalidValue("'metadata' is given twice.", param: "metadata")
        }
        values["metadata"] = .object(pairs)
        return values
    }

    private static func value(of text: String, named name: String) -> JSONValue {
        switch name {
        case "n", "partial_images", "output_compression", "seed":
            // 1 and 1.0.
            if let number = Int64(text) { return .int(number) }
            let number = try? JSONValue.parse(text)
            return number?.wholeValue == nil ? .string(text) : number ?? .null
        case "stream":
            // Python writes True.
            if ["true", "1"].contains(where: { $0.isSpelled(text) }) { return true }
            return ["false", "0"].contains { $0.isSpelled(text) } ? false : .string(text)
        default: return .string(text)
        }
    }
}
