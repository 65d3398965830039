import Domain
import HTTPTypes

extension Routes {
    /// What is on sale, what is left, and the callbacks that were sent.
    static func shop(_ house: House) -> [Endpoint] {
        account(house) + models(house) + callbacks(house)
    }

    private static func account(_ house: House) -> [Endpoint] {
        [
            Endpoint(
                .get,
                "/api/v1/account/balance",
                Operation(
                    id: "balance",
                    summary: "Available, held, spent.",
                    chapter: .account,
                    answers: [200: [.envelope("Balance")]]
                ),
                use: BalanceEndpoint(house: house).callAsFunction
            ),
            Endpoint(
                .get,
                "/api/v1/chat/credit",
                Operation(
                    id: "credit",
                    summary: "The available credits as a bare number.",
                    chapter: .account,
                    answers: [200: [.envelope("Credit")]]
                ),
                use: CreditEndpoint(house: house).callAsFunction
            ),
        ]
    }

    private static func models(_ house: House) -> [Endpoint] {
        let models = ModelEndpoints(house: house)
        return [
            Endpoint(
                .get,
                "/api/v1/models",
                Operation(
                    id: "listModels",
                    summary: "Every model, its price and whether it is to be had.",
                    chapter: .models,
                    isPublic: true,
                    answers: [200: [.envelope("ModelList")]]
                ),
                use: models.list
            ),
            // Aliases hold slashes.
            Endpoint(
                .get,
                "/api/v1/models/{slug*}",
                Operation(
                    id: "showModel",
                    summary: "One model, with the JSON Schema of its input.",
                    chapter: .models,
                    isPublic: true,
                    parameters: [.path("slug", "A slug or alias.")],
                    answers: [200: [.envelope("ModelDetail")]],
                    refusals: [404]
                ),
                use: models.show
            ),
        ]
    }

    private static func callbacks(_ house: House) -> [Endpoint] {
        let deliveries = DeliveryEndpoints(house: house)
        return [
            Endpoint(
                .get,
                "/api/v1/webhooks/deliveries",
                Operation(
                    id: "listDeliveries",
                    summary: "The callbacks of a task, every try and its answer.",
                    chapter: .callbacks,
                    parameters: [
                        .query(
                            "taskId",
                            "The task's id, or the one that you gave it.",
                            isRequired: true
                        )
                    ],
                    answers: [200: [.envelope("DeliveryList")]],
                    refusals: [404]
                ),
                use: deliveries.list
            ),
            Endpoint(
                .post,
                "/api/v1/webhooks/deliveries/{id}/resend",
                Operation(
                    id: "resendDelivery",
                    summary: "Sends one again.",
                    chapter: .callbacks,
                    scope: .manage,
                    parameters: [.path("id", "The id of the delivery.")],
                    answers: [200: [.envelope("Resent")]],
                    refusals: [404]
                ),
                use: deliveries.resend
            ),
        ]
    }
}
