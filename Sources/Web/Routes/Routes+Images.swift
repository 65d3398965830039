import Domain
import HTTPTypes

extension Routes {
    /// OpenAI's images API.
    static func images(_ house: House) -> [Endpoint] {
        let images = ImageEndpoints(house: house)
        return [
            Endpoint(
                .post,
                "/v1/images/generations",
                order("generateImages", "Pictures from a prompt.", [.json("ImageGeneration")]),
                alsoAt: azure("images/generations"),
                use: images.generate
            ),
            Endpoint(
                .post,
                "/v1/images/edits",
                order(
                    "editImages",
                    "Pictures from pictures.",
                    [.json("ImageEdit"), .form("ImageEditForm")]
                ),
                alsoAt: azure("images/edits"),
                use: images.edit
            ),
            Endpoint(
                .post,
                "/v1/images/variations",
                Operation(
                    id: "varyImage",
                    summary: "Ended by OpenAI; always refused.",
                    chapter: .openAI,
                    refusal: .openAI,
                    scope: .generate,
                    refusals: [410]
                ),
                use: images.vary
            ),
        ] + models(OpenAIModels(house: house))
    }

    /// Where Azure's clients call: below a deployment, which is a model here, or below their own `/v1`.
    private static func azure(_ call: String) -> [String] {
        let isOfModel = call.hasPrefix("images/")
        let deployed = isOfModel ? ["/openai/deployments/{deployment}/\(call)"] : []
        return ["/openai/\(call)", "/openai/v1/\(call)"] + deployed
    }

    private static func order(
        _ id: String,
        _ summary: String,
        _ body: [Operation.Content]
    ) -> Operation {
        Operation(
            id: id,
            summary: summary,
            chapter: .openAI,
            refusal: .openAI,
            scope: .generate,
            parameters: Operation.repetition,
            body: body,
            answers: [200: [.json("Images"), .events("ImageEvents")]],
            headers: AnswerHeader.ofImages,
            links: OperationLink.ofImages,
            refusals: [402, 404, 409, 502, 504]
        )
    }

    private static func models(_ models: OpenAIModels) -> [Endpoint] {
        [
            Endpoint(
                .get,
                "/v1/models",
                Operation(
                    id: "listOpenAIModels",
                    summary: "OpenAI's names that can be bought here, and our slugs.",
                    chapter: .openAI,
                    refusal: .openAI,
                    answers: [200: [.json("OpenAIModelList")]],
                    headers: [.openAIVersion]
                ),
                alsoAt: azure("models"),
                use: models.list
            ),
            Endpoint(
                .get,
                "/v1/models/{id*}",
                Operation(
                    id: "showOpenAIModel",
                    summary: "One of them.",
                    chapter: .openAI,
                    refusal: .openAI,
                    parameters: [.path("id", "OpenAI's name, or a slug.")],
                    answers: [200: [.json("OpenAIModel")]],
                    headers: [.openAIVersion],
                    refusals: [404]
                ),
                alsoAt: azure("models/{id*}"),
                use: models.show
            ),
            Endpoint(
                .delete,
                "/v1/models/{id*}",
                Operation(
                    id: "deleteOpenAIModel",
                    summary: "Always refused: models are the operator's.",
                    chapter: .openAI,
                    refusal: .openAI,
                    parameters: [.path("id", "OpenAI's name, or a slug.")],
                    refusals: [403]
                ),
                use: models.delete
            ),
        ]
    }
}
