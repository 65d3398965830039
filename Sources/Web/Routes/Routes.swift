import HTTPTypes
package import Hummingbird
import Storage

/// Every address of the house. What is not declared here, with what it takes and answers, is not
/// served; `/openapi.json` says the same. Where GET is, HEAD is.
package enum Routes {
    package static func router(_ house: House) -> Router<APIContext> {
        let router = Router(context: APIContext.self)
        let endpoints = all(house)
        let hint = AddressHint(endpoints) { house.link.publicURL() }
        router.add(middleware: RequestMiddleware(house: house, hint: hint))
        for endpoint in endpoints where endpoint.method != .head {
            for path in endpoint.routerPaths {
                serve(path, endpoint.method, endpoint.handler, on: router)
            }
        }
        for page in pages(house) + people(house) + admin(house) {
            serve(page.path, page.method, page.handler, on: router)
        }
        answerOtherMethods(on: router)
        return router
    }

    /// The body of an answer to HEAD is taken away where all answers pass.
    private static func serve(
        _ path: RouterPath,
        _ method: HTTPRequest.Method,
        _ handler: @escaping Endpoint.Handler,
        on router: Router<APIContext>
    ) {
        router.on(path, method: method, use: handler)
        if method == .get { router.on(path, method: .head, use: handler) }
    }

    static func all(_ house: House) -> [Endpoint] {
        tasks(house) + shop(house) + uploads(house) + images(house) + operations(house)
    }

    /// A known address says which methods it takes: to who asks for them, and with the 405 for another.
    private static func answerOtherMethods(on router: Router<APIContext>) {
        let taken = Dictionary(grouping: router.routes, by: { $0.path.description })
        let methods: [HTTPRequest.Method] = [
            .get, .post, .put, .patch, .delete, .head, .options, .trace, .query,
        ]
        for (path, routes) in taken {
            let known = Set(routes.map(\.method) + [.options])
            let names = known.map(\.rawValue).sorted()
            router.on(RouterPath(path), method: .options) { _, _ in
                Response(status: .noContent, headers: [.allow: names.joined(separator: ", ")])
            }
            for method in methods where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw APIError.methodNotAllowed(allowed: names)
                }
            }
        }
    }
}
