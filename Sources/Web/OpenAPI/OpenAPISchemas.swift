import Domain

/// The schemas of `/openapi.json`, by their names: those of the files beside this one, and those
/// that follow from the catalogue.
struct OpenAPISchemas: Sendable {
    let all: [String: JSONValue]

    /// - models: what `model` of an order may be.
    /// - enveloped: schemas that stand in kie's envelope. Each has a name with it, too, for programs that
    ///   write clients.
    init(models: [String], enveloped: Set<String> = []) {
        var all: [String: JSONValue] = [
            "Model": [
                "type": "string", "enum": .array(models.map(JSONValue.string)),
                "description": "A slug or alias of /api/v1/models.",
            ],
            "Document": ["type": "object"], "Text": ["type": "string"],
            "Bytes": ["type": "string", "contentMediaType": "application/octet-stream"],
        ]
        for file in EmbeddedFiles.all {
            // A file that is no JSON is found by the first test that asks for the document.
            let schemas = (try? JSONValue.parse(Array(file.text.utf8)))?.objectValue ?? [:]
            all.merge(schemas) { $1 }
        }
        for name in enveloped {
            all[name + "Answer"] = [
                "type": "object", "required": ["code", "msg", "data"],
                "properties": [
                    "code": ["type": "integer", "const": 200], "msg": ["type": "string"],
                    "data": Self.reference(to: name),
                ],
            ]
        }
        self.all = all
    }

    static func reference(to name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// The first example of a schema.
    func example(_ name: String) -> JSONValue? {
        all[name]?["examples"]?.arrayValue?.first
    }
}
