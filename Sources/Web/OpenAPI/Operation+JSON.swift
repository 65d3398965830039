import Domain

extension Operation {
    /// The operation object of OpenAPI 3.1.
    func json(schemas: OpenAPISchemas) -> JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .string(id), "summary": .string(summary),
            "tags": [.string(chapter.rawValue)], "responses": .object(responses(schemas)),
        ]
        members["security"] = isPublic ? [] : [["key": [.string(scope.rawValue)]]]
        if !parameters.isEmpty { members["parameters"] = .array(parameters.map(\.json)) }
        if !body.isEmpty {
            members["requestBody"] = ["required": true, "content": content(body, schemas)]
        }
        return .object(members)
    }

    private func responses(_ schemas: OpenAPISchemas) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for (status, contents) in answers {
            var answer: [String: JSONValue] = [
                "description": .string(status == 204 ? "Nothing more." : summary),
                "headers": AnswerHeader.references(headers),
            ]
            if !contents.isEmpty { answer["content"] = content(contents, schemas) }
            if status == 200, !links.isEmpty {
                answer["links"] = .object(
                    Dictionary(uniqueKeysWithValues: links.map { ($0.operation, $0.json) })
                )
            }
            responses[String(status)] = .object(answer)
        }
        for status in allRefusals {
            responses[String(status)] = [
                "$ref": .string("#/components/responses/\(refusal.rawValue)")
            ]
        }
        return responses
    }

    private func content(_ contents: [Content], _ schemas: OpenAPISchemas) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: contents.map { content in
                    (content.media, content.json(schemas))
                }
            )
        )
    }
}

extension Operation.Parameter {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
            "schema": schema, "description": .string(description),
        ]
        if let style {
            members["style"] = .string(style)
            members["explode"] = true
        }
        return .object(members)
    }
}

extension Operation.Content {
    fileprivate func json(_ schemas: OpenAPISchemas) -> JSONValue {
        var members: [String: JSONValue] = [
            "schema": OpenAPISchemas.reference(to: name)
        ]
        members["example"] = schemas.example(schema).map { data in
            isEnveloped ? ["code": 200, "msg": "success", "data": data] : data
        }
        return .object(members)
    }
}
