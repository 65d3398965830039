import HTTPTypes
package import Hummingbird

/// Every address of the house. What is not declared here, with what it takes and answers, is not
/// served; `/openapi.json` says the same.
package enum Routes {
    package static func router(_ house: House) -> Router<APIContext> {
        let router = Router(context: APIContext.self)
        router.add(middleware: RequestMiddleware(house: house))
        for endpoint in all(house) {
            router.on(endpoint.routerPath, method: endpoint.method, use: endpoint.handler)
        }
        for page in pages(house) + people(house) + admin(house) {
            router.on(page.path, method: page.method, use: page.handler)
            guard page.method == .get else { continue }
            // Who checks links asks for the head alone.
            router.on(page.path, method: .head) { request, context in
                try await page.handler(request, context).createHeadResponse()
            }
        }
        refuseOtherMethods(on: router)
        return router
    }

    static func all(_ house: House) -> [Endpoint] {
        tasks(house) + shop(house) + uploads(house) + images(house) + operations(house)
    }

    /// A known address with another method is 405 and says which it takes, not 404.
    private static func refuseOtherMethods(on router: Router<APIContext>) {
        let taken = Dictionary(grouping: router.routes, by: { $0.path.description })
        let methods: [HTTPRequest.Method] = [
            .get, .post, .put, .patch, .delete, .head, .options, .trace, .query,
        ]
        for (path, routes) in taken {
            let known = Set(routes.map(\.method))
            for method in methods where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw APIError.methodNotAllowed(allowed: known.map(\.rawValue).sorted())
                }
            }
        }
    }
}
