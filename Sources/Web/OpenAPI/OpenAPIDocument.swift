import Domain
import HTTPTypes

/// What the house's own endpoints declare, as OpenAPI 3.1.
struct OpenAPIDocument: Sendable {
    let endpoints: [Endpoint]
    let models: [String]
    /// The address that customers call.
    let server: String

    var json: JSONValue {
        let contents = endpoints.flatMap { $0.operation.answers.values.joined() }
        let enveloped = Set(contents.filter(\.isEnveloped).map(\.schema))
        let schemas = OpenAPISchemas(models: models, enveloped: enveloped)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "AI Generate", "version": .string(Version.text),
                "description":
                    "One key and one prepaid balance for every image model. A failed task costs nothing.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(server)]],
            "security": [["key": []]],
            "tags": .array(tags),
            "paths": .object(paths(schemas)),
            "webhooks": [
                "taskEnded": [
                    "post": [
                        "operationId": "taskEnded", "summary": "A task has ended.",
                        "security": [],
                        "requestBody": [
                            "content": [
                                "application/json": [
                                    "schema": ["$ref": "#/components/schemas/Callback"]
                                ]
                            ]
                        ],
                        "responses": ["200": ["description": "Any 2xx: it is not sent again."]],
                    ]
                ]
            ],
            "components": [
                "schemas": .object(schemas.all),
                "securitySchemes": [
                    "key": [
                        "type": "http", "scheme": "bearer",
                        "description":
                            "A key of this server: sk-aig-…. Each operation names the scope that it needs.",
                    ]
                ],
                "headers": .object(
                    Dictionary(
                        uniqueKeysWithValues: AnswerHeader.allCases.map { ($0.rawValue, $0.json) }
                    )
                ),
                "responses": .object(refusals(schemas)),
            ],
        ]
    }

    private var tags: [JSONValue] {
        var seen: Set<String> = []
        return endpoints.map(\.operation.chapter.rawValue).filter { seen.insert($0).inserted }
            .map { ["name": .string($0)] }
    }

    private func paths(_ schemas: OpenAPISchemas) -> [String: JSONValue] {
        var paths: [String: [String: JSONValue]] = [:]
        for endpoint in endpoints {
            let method = endpoint.method.rawValue.lowercased()
            paths[endpoint.path, default: [:]][method] = endpoint.operation.json(schemas: schemas)
        }
        return paths.mapValues(JSONValue.object)
    }

    private func refusals(_ schemas: OpenAPISchemas) -> [String: JSONValue] {
        let kinds = [Operation.Refusal.envelope, .openAI]
        return Dictionary(
            uniqueKeysWithValues: kinds.map { kind in
                let name = kind.rawValue
                let headers =
                    kind == .openAI ? AnswerHeader.ofOpenAIRefusal : AnswerHeader.ofRefusal
                var content: [String: JSONValue] = [
                    "schema": ["$ref": .string("#/components/schemas/\(name)")]
                ]
                content["example"] = schemas.example(name)
                let refusal: JSONValue = [
                    "description": "Why not. Nothing was charged.",
                    "headers": AnswerHeader.references(headers),
                    "content": ["application/json": .object(content)],
                ]
                return (name, refusal)
            }
        )
    }
}
