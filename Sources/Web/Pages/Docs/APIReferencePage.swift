import Domain
import Hummingbird

/// `/docs/api`: every address, from the declarations that the routes and `/openapi.json` are made of.
struct APIReferencePage: Sendable {
    let house: House
    let endpoints: [Endpoint]

    func callAsFunction(_ request: Request, _ context: APIContext) throws -> Response {
        let fields = BodyFields()
        let chapters = Operation.Chapter.allCases.map { chapter -> JSONValue in
            let own = endpoints.filter { $0.operation.chapter == chapter }
            return [
                "title": .string(chapter.title), "id": .string(chapter.rawValue.lowercased()),
                "endpoints": .array(own.map { $0.view(fields) }),
            ]
        }
        let page = Page(
            template: "docs-api",
            title: "API reference",
            summary: "Every address of the API, with what it takes and answers.",
            path: "/docs/api",
            view: DocsPage.navigation(current: "api").merging(
                ["chapters": .array(chapters), "isAPI": true]
            ) { $1 },
            markdown: .template("docs-api.md")
        )
        return try house.answer(page, to: PageRequest(request))
    }
}

extension Endpoint {
    fileprivate func view(_ fields: BodyFields) -> JSONValue {
        let parameters = operation.parameters.map(\.view) + fields.views(of: operation)
        return [
            "method": .string(method.rawValue), "path": .string(path),
            "id": .string(operation.id), "about": .string(operation.summary.withoutTicks),
            "isPublic": .bool(operation.isPublic), "scope": .string(operation.scope.rawValue),
            "parameters": .array(parameters), "hasParameters": .bool(!parameters.isEmpty),
            "answers": .string(statuses.map(String.init).joined(separator: ", ")),
        ]
    }

    private var statuses: [Int] {
        (Array(operation.answers.keys) + operation.allRefusals).sorted()
    }
}

extension Operation.Parameter {
    fileprivate var view: JSONValue {
        [
            "name": .string(name), "place": .string(place.rawValue),
            "about": .string(description.withoutTicks),
            "isRequired": .bool(isRequired),
        ]
    }
}

extension String {
    /// The document's texts are Markdown; here they are text.
    var withoutTicks: String { filter { $0 != "`" } }
}
