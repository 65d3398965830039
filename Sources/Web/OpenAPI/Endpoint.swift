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
    let handler: Handler

    init(
        _ method: HTTPRequest.Method,
        _ template: String,
        _ operation: Operation,
        use handler: @escaping Handler
    ) {
        self.method = method
        self.template = template
        self.operation = operation
        self.handler = handler
    }

    /// The path in the document.
    var path: String { template.replacing("*}", with: "}") }

    /// The path as the router takes it.
    var routerPath: RouterPath {
        let parts = template.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            return part.hasSuffix("*}") ? "**" : ":" + part.dropFirst().dropLast()
        }
        return RouterPath("/" + parts.joined(separator: "/"))
    }
}
