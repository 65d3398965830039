import Domain

/// The schemas of `/openapi.json`, by their names: those of the files beside this one, and those
/// that follow from the catalogue.
struct OpenAPISchemas: Sendable {
    let all: [String: JSONValue]

    /// - models: what `model` of an order may be.
    init(models: [String]) {
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
        self.all = all
    }

    /// The first example of a schema.
    func example(_ name: String) -> JSONValue? {
        all[name]?["examples"]?.arrayValue?.first
    }
}
