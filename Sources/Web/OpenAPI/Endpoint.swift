import HTTPTypes
import Hummingbird

/// One address of the house: what is said of it, and who answers.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, APIContext) async throws -> Response

    let method: HTTPRequest.Method
    /// As OpenAPI writes it: `/api/v1/jobs/{taskId}/events`. A name that ends with `*` takes the
    /// whole rest of the address, slashes included.
    let template: String
    let operation: Operation
    /// The same call, where clients of another kind look for it. The document does not name these.
    let otherTemplates: [String]
    let handler: Handler

    init(
        _ method: HTTPRequest.Method,
        _ template: String,
        _ operation: Operation,
        alsoAt otherTemplates: [String] = [],
        use handler: @escaping Handler
    ) {
        self.method = method
        self.template = template
        self.operation = operation
        self.otherTemplates = otherTemplates
        self.handler = handler
    }

    /// The path in the document.
    var path: String { template.replacing("*}", with: "}") }

    /// The paths as the router takes them.
    var routerPaths: [RouterPath] { ([template] + otherTemplates).map(Self.routerPath) }

    private static func routerPath(_ template: String) -> RouterPath {
        let parts = template.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            return part.hasSuffix("*}") ? "**" : ":" + part.dropFirst().dropLast()
        }
        return RouterPath("/" + parts.joined(separator: "/"))
    }
}
