extension InputRules {
    /// The rules as a JSON Schema (2020-12) object, as `models/{slug}` shows them.
    package var jsonSchema: JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": false,
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "properties": .object(
                Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.jsonSchema) })
            ),
        ]
    }
}

extension InputField {
    fileprivate var jsonSchema: JSONValue {
        var schema = kind.jsonSchema
        if isRequired, case .imageURLs = kind { schema["minItems"] = 1 }
        schema["description"] = .string(summary)
        if let defaultValue { schema["default"] = defaultValue }
        return .object(schema)
    }
}

extension InputField.Kind {
    fileprivate var jsonSchema: [String: JSONValue] {
        switch self {
        case .text(let longest): ["type": "string", "maxLength": .int(Int64(longest))]
        case .choice(let options):
            ["type": "string", "enum": .array(options.map(JSONValue.string))]
        case .integer(let range):
            [
                "type": "integer", "minimum": .int(range.lowerBound),
                "maximum": .int(range.upperBound),
            ]
        case .flag: ["type": "boolean"]
        case .size(let rule, let allowsAuto): rule.jsonSchema(allowsAuto: allowsAuto)
        case .imageURLs(let most):
            [
                "type": "array", "maxItems": .int(Int64(most)),
                "items": ["type": "string", "format": "uri"],
            ]
        case .imageURL: ["type": "string", "format": "uri"]
        }
    }
}

extension SizeRule {
    fileprivate func jsonSchema(allowsAuto: Bool) -> [String: JSONValue] {
        let auto: [JSONValue] = allowsAuto ? ["auto"] : []
        switch self {
        case .listed(let sizes):
            return ["type": "string", "enum": .array(auto + sizes.map { .string($0.description) })]
        case .free(let limits):
            // Numbers inside a string are beyond JSON Schema: the limits stand beside the pattern.
            return [
                "type": "string",
                "pattern": allowsAuto
                    ? "^(auto|[1-9][0-9]*x[1-9][0-9]*)$" : "^[1-9][0-9]*x[1-9][0-9]*$",
                "x-size-limits": [
                    "multipleOf": .int(Int64(limits.multipleOf)),
                    "shortestEdge": .int(Int64(limits.shortestEdge)),
                    "longestEdge": .int(Int64(limits.longestEdge)),
                    "minPixels": .int(Int64(limits.minPixels)),
                    "maxPixels": .int(Int64(limits.maxPixels)),
                    "maxRatio": .int(Int64(limits.maxRatio)),
                ],
            ]
        }
    }
}
