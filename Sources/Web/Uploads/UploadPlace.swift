import Domain

/// What the customer calls a file: told back, and never used as a path.
struct UploadPlace: Sendable {
    let folder: String?
    let name: String?
}

extension UploadPlace {
    /// - Throws: for a field that is no text.
    init(_ fields: [String: JSONValue]) throws(APIError) {
        folder = try Self.text("uploadPath", fields)
        name = try Self.text("fileName", fields)
    }

    private static func text(
        _ field: String,
        _ fields: [String: JSONValue]
    ) throws(APIError) -> String? {
        guard let value = fields[field], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw .unprocessable("'\(field)' must be a string.", param: field)
        }
        return text.isEmpty ? nil : text
    }
}
