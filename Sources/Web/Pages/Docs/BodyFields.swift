import Domain

/// The fields of a request's body as a page shows them, from the schemas of `/openapi.json`.
struct BodyFields {
    private let schemas = OpenAPISchemas(models: [])

    /// Those of the JSON body, or else of the form: first what is required.
    func views(of operation: Operation) -> [JSONValue] {
        guard let content = operation.body.first, let schema = schemas.all[content.schema] else {
            return []
        }
        let required = schema["required"]?.arrayValue ?? []
        let place = content.media == "application/json" ? "body" : "form"
        return (schema["properties"]?.objectValue ?? [:])
            // What is taken without effect has a schema that says nothing.
            .filter { $0.value.objectValue?.isEmpty == false }
            .map {
                (name: $0.key, schema: $0.value, isRequired: required.contains(.string($0.key)))
            }
            .sorted { ($0.isRequired ? 0 : 1, $0.name) < ($1.isRequired ? 0 : 1, $1.name) }
            .map { field in
                [
                    "name": .string(field.name), "place": .string(place),
                    "isRequired": .bool(field.isRequired),
                    "about": .string(about(field.schema).withoutTicks),
                ]
            }
    }

    private func about(_ schema: JSONValue) -> String {
        // What may be null is one of two.
        let reference = schema["$ref"] ?? schema["oneOf"]?.arrayValue?.first?["$ref"]
        let name = reference?.stringValue?.split(separator: "/").last.map(String.init)
        let named = name.flatMap { schemas.all[$0] } ?? schema
        let description = schema["description"] ?? named["description"]
        let sentences = [
            description?.stringValue ?? kind(named), choices(named), range(named),
            schema["default"].map { "Default: \(plain($0))." },
        ]
        return sentences.compactMap(\.self).joined(separator: " ")
    }

    private func kind(_ schema: JSONValue) -> String? {
        guard schema["enum"] == nil else { return nil }
        let types = schema["type"]?.arrayValue ?? [schema["type"] ?? .null]
        if schema["format"] == "binary" { return "A file." }
        let words = [
            "string": "Text.", "integer": "A whole number.", "boolean": "true or false.",
            "array": "A list.", "object": "An object.",
        ]
        return types.lazy.compactMap(\.stringValue).compactMap { words[$0] }.first
    }

    private func choices(_ schema: JSONValue) -> String? {
        guard let all = schema["enum"]?.arrayValue?.filter({ !$0.isNull }), !all.isEmpty else {
            return nil
        }
        return "One of \(all.map(plain).joined(separator: ", "))."
    }

    private func range(_ schema: JSONValue) -> String? {
        if let least = schema["minItems"]?.intValue, let most = schema["maxItems"]?.intValue {
            return "\(least) to \(most) of them."
        }
        guard let least = schema["minimum"]?.intValue else { return nil }
        return schema["maximum"]?.intValue.map { "\(least) to \($0)." } ?? "At least \(least)."
    }

    private func plain(_ value: JSONValue) -> String { value.stringValue ?? value.text() }
}
