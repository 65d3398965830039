import HTTPTypes
package import Hummingbird

/// Every address of the house on one page.
package enum Routes {
    package static func router(_ house: House) -> Router<APIContext> {
        let router = Router(context: APIContext.self)
        router.add(middleware: RequestMiddleware(house: house))

        let models = ModelEndpoints(house: house)
        let deliveries = DeliveryEndpoints(house: house)
        let operations = Operations(house: house)
        let file = ServeFile(house: house)
        let images = ImageEndpoints(house: house)
        let openAIModels = OpenAIModels(house: house)
        let manual = ShowManual()

        router.post("/api/v1/jobs/createTask", use: CreateTask(house: house).callAsFunction)
        router.get("/api/v1/jobs/recordInfo", use: RecordInfo(house: house).callAsFunction)
        router.get("/api/v1/jobs/:taskId/events", use: TaskEvents(house: house).callAsFunction)
        router.post("/api/v1/jobs/cancelTask", use: CancelTask(house: house).callAsFunction)
        router.get("/api/v1/jobs/list", use: ListTasks(house: house).callAsFunction)
        router.post("/api/v1/jobs/quote", use: QuoteTask(house: house).callAsFunction)

        router.get("/api/v1/chat/credit", use: CreditEndpoint(house: house).callAsFunction)
        router.get("/api/v1/account/balance", use: BalanceEndpoint(house: house).callAsFunction)

        let uploads = UploadEndpoints(house: house)
        router.post("/api/file-base64-upload", use: uploads.base64)
        router.post("/api/file-stream-upload", use: uploads.stream)
        router.post("/api/file-url-upload", use: uploads.url)
        let download = DownloadLink(house: house)
        router.post("/api/v1/common/download-url", use: download.callAsFunction)

        router.get("/api/v1/models", use: models.list)
        // Aliases hold slashes.
        router.get("/api/v1/models/**", use: models.show)

        router.get("/api/v1/webhooks/deliveries", use: deliveries.list)
        router.post("/api/v1/webhooks/deliveries/:id/resend", use: deliveries.resend)

        router.post("/v1/images/generations", use: images.generate)
        router.post("/v1/images/edits", use: images.edit)
        router.post("/v1/images/variations", use: images.vary)
        router.get("/v1/models", use: openAIModels.list)
        router.get("/v1/models/**", use: openAIModels.show)
        router.get(
            "/.well-known/aigenerate-keys.json",
            use: PublishedKeys(house: house).callAsFunction
        )

        router.get("/files/**", use: file.callAsFunction)
        router.head("/files/**", use: file.callAsFunction)

        router.get("/docs", use: manual.list)
        router.get("/docs/**", use: manual.show)

        router.get("/healthz", use: operations.health)
        router.get("/readyz", use: operations.readiness)
        router.get("/metrics", use: operations.metrics)
        refuseOtherMethods(on: router)
        return router
    }

    /// A known address with another method is 405 and says which it takes, not 404.
    private static func refuseOtherMethods(on router: Router<APIContext>) {
        let taken = Dictionary(grouping: router.routes, by: { $0.path.description })
        for (path, routes) in taken {
            let methods = Set(routes.map(\.method))
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete, .head]
            where !methods.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw APIError.methodNotAllowed(allowed: methods.map(\.rawValue).sorted())
                }
            }
        }
    }
}
