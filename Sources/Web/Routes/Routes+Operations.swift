import HTTPTypes

extension Routes {
    /// What needs no key: files by their links, and the operator's view.
    static func operations(_ house: House) -> [Endpoint] {
        files(house) + texts(house) + health(Operations(house: house))
    }

    private static func files(_ house: House) -> [Endpoint] {
        let file = ServeFile(house: house)
        var operation = Operation(
            id: "file",
            summary: "A kept picture, by its signed link. Ranges work.",
            chapter: .house,
            isPublic: true,
            parameters: [
                .path("file", "As the link has it."),
                .query("expires", "As the link has it."),
                .query("signature", "As the link has it."),
                .header("Range", "One range of bytes."),
            ],
            answers: [200: [.bytes("image/*")], 206: [.bytes("image/*")]],
            refusals: [403, 404, 416]
        )
        let get = Endpoint(.get, "/files/{file*}", operation, use: file.callAsFunction)
        operation = operation.withoutBody(id: "fileHead")
        return [get, Endpoint(.head, "/files/{file*}", operation, use: file.callAsFunction)]
    }

    private static func texts(_ house: House) -> [Endpoint] {
        [
            Endpoint(
                .get,
                "/.well-known/aigenerate-keys.json",
                text("receiptKeys", "The keys that sign receipts.", [.json("ReceiptKeys")]),
                use: PublishedKeys(house: house).callAsFunction
            ),
            Endpoint(
                .get,
                "/openapi.json",
                text(
                    "openapi",
                    "The API as OpenAPI 3.1: the document that this is from.",
                    [.json("Document")]
                ),
                use: ShowOpenAPI(house: house).callAsFunction
            ),
        ]
    }

    private static func health(_ operations: Operations) -> [Endpoint] {
        [
            Endpoint(
                .get,
                "/healthz",
                text("health", "The process answers.", [.text("text/plain")]),
                use: operations.health
            ),
            Endpoint(
                .get,
                "/readyz",
                text("readiness", "Work is accepted.", [.text("text/plain")]),
                use: operations.readiness
            ),
            Endpoint(
                .get,
                "/metrics",
                text("metrics", "Figures, as Prometheus reads them.", [.text("text/plain")]),
                use: operations.metrics
            ),
        ]
    }

    private static func text(
        _ id: String,
        _ summary: String,
        _ answer: [Operation.Content]
    ) -> Operation {
        Operation(
            id: id,
            summary: summary,
            chapter: .house,
            isPublic: true,
            answers: [200: answer]
        )
    }
}

extension Operation {
    /// The same for HEAD.
    fileprivate func withoutBody(id: String) -> Operation {
        Operation(
            id: id,
            summary: summary,
            chapter: chapter,
            isPublic: isPublic,
            parameters: parameters,
            answers: answers.mapValues { _ in [] },
            refusals: refusals
        )
    }
}
