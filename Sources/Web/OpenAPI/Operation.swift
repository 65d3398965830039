import Domain

/// What an endpoint takes and answers: its entry in `/openapi.json`.
struct Operation: Sendable {
    /// A chapter of the document.
    enum Chapter: String, CaseIterable, Sendable {
        case tasks, account, models, uploads, callbacks, openAI = "openai", house

        var title: String {
            switch self {
            case .tasks: "Tasks"
            case .account: "Account"
            case .models: "Models"
            case .uploads: "Uploads"
            case .callbacks: "Callbacks"
            case .openAI: "OpenAI's images API"
            case .house: "The server itself"
            }
        }
    }

    /// Which of the three shapes a refusal has.
    enum Refusal: String, Sendable {
        case envelope = "Failure"
        case openAI = "OpenAIFailure"
    }

    struct Parameter: Sendable {
        enum Place: String, Sendable { case path, query, header }

        let name: String
        let place: Place
        let isRequired: Bool
        let schema: JSONValue
        let description: String
        /// How an object is written; nil: it is none.
        var style: String?
    }

    /// A body: its media type, and its schema by name.
    struct Content: Sendable {
        let media: String
        let schema: String
        /// Inside kie's envelope, as `data`.
        var isEnveloped = false

        /// The name of the whole body's schema.
        var name: String { schema + (isEnveloped ? "Answer" : "") }
    }

    let id: String
    let summary: String
    let chapter: Chapter
    var refusal = Refusal.envelope
    /// Needs no key.
    var isPublic = false
    /// What a key must be allowed to do.
    var scope = Scope.read
    var parameters: [Parameter] = []
    var body: [Content] = []
    /// Of the answer that says yes, by its status.
    var answers: [Int: [Content]] = [:]
    /// Of the same answer, beside the request's id.
    var headers: [AnswerHeader] = []
    /// What can be called with what that answer says.
    var links: [OperationLink] = []
    /// Statuses that only this operation refuses with; those of all stand in `allRefusals`.
    var refusals: [Int] = []
}

extension Operation.Parameter {
    static func path(_ name: String, _ description: String) -> Self {
        Self(
            name: name,
            place: .path,
            isRequired: true,
            schema: ["type": "string", "minLength": 1],
            description: description
        )
    }

    static func query(
        _ name: String,
        _ description: String,
        isRequired: Bool = false,
        _ schema: JSONValue = ["type": "string"]
    ) -> Self {
        Self(
            name: name,
            place: .query,
            isRequired: isRequired,
            schema: schema,
            description: description
        )
    }

    /// `name[member]=value`.
    static func members(_ name: String, _ description: String) -> Self {
        var parameter = query(
            name,
            description,
            ["type": "object", "additionalProperties": ["type": "string"], "maxProperties": 1]
        )
        parameter.style = "deepObject"
        return parameter
    }

    static func header(
        _ name: String,
        _ description: String,
        _ schema: JSONValue = ["type": "string"]
    ) -> Self {
        Self(
            name: name,
            place: .header,
            isRequired: false,
            schema: schema,
            description: description
        )
    }
}

extension Operation {
    /// `Idempotency-Key` and `X-Request-ID`.
    static let repetition: [Parameter] = {
        let most = JSONValue.int(Int64(Limits.headerKey))
        let key: JSONValue = ["type": "string", "minLength": 1, "maxLength": most]
        return [
            .header(
                "Idempotency-Key",
                "The same key and body give the same task, for 30 days.",
                key
            ),
            .header(
                "X-Request-ID",
                "As Idempotency-Key, but another body under it is a new order."
            ),
        ]
    }()
}

extension Operation.Content {
    static func json(_ schema: String) -> Self { Self(media: "application/json", schema: schema) }

    static func envelope(_ schema: String) -> Self {
        Self(media: "application/json", schema: schema, isEnveloped: true)
    }

    static func events(_ schema: String) -> Self {
        Self(media: "text/event-stream", schema: schema)
    }
    static func form(_ schema: String) -> Self {
        Self(media: "multipart/form-data", schema: schema)
    }
    static func text(_ media: String) -> Self { Self(media: media, schema: "Text") }
    static func bytes(_ media: String) -> Self { Self(media: media, schema: "Bytes") }
}

extension Operation {
    /// Every status that this operation may refuse with.
    var allRefusals: [Int] {
        // What the door says to any request, and what can befall the house.
        var statuses: Set = [400, 405, 408, 414, 429, 431, 500, 501, 503]
        if !isPublic { statuses.formUnion([401, 403]) }
        if !body.isEmpty { statuses.formUnion([413, 415]) }
        return statuses.union(refusals).sorted()
    }
}
