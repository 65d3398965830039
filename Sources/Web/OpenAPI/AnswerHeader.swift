import Domain

/// A header of an answer, as `/openapi.json` names it. HTTP's own (Content-Type, Allow, Content-Range
/// and the like) and those for browsers and proxies are not told.
enum AnswerHeader: String, CaseIterable, Sendable {
    case requestID = "x-request-id"
    case charged = "X-AI-Credits-Charged"
    case liteLLMCost = "x-litellm-response-cost"
    case servedBy = "X-AI-Served-By"
    case ignored = "X-AI-Ignored"
    case replayed = "Idempotent-Replayed"
    case preferenceApplied = "Preference-Applied"
    case rateLimit = "RateLimit"
    case rateLimitPolicy = "RateLimit-Policy"
    case limit = "X-RateLimit-Limit"
    case remaining = "X-RateLimit-Remaining"
    case reset = "X-RateLimit-Reset"
    case openAILimit = "x-ratelimit-limit-requests"
    case openAIRemaining = "x-ratelimit-remaining-requests"
    case openAIReset = "x-ratelimit-reset-requests"
    case openAIVersion = "openai-version"
    case processing = "openai-processing-ms"
    case retryAfter = "Retry-After"
    case retryAfterMilliseconds = "retry-after-ms"
    case shouldRetry = "x-should-retry"
}

extension AnswerHeader {
    static let ofOrder: [Self] =
        ofRecord + [
            .replayed, .preferenceApplied, .rateLimit, .rateLimitPolicy, .limit, .remaining, .reset,
        ]
    static let ofRecord: [Self] = [
        .charged, .servedBy, .retryAfter, .retryAfterMilliseconds,
    ]
    static let ofImages: [Self] =
        [.charged, .liteLLMCost, .servedBy, .ignored, .replayed, .processing, .openAIVersion]
        + ofOpenAILimit
    static let ofRefusal: [Self] =
        [
            .retryAfter, .shouldRetry, .rateLimit, .rateLimitPolicy, .limit, .remaining, .reset,
        ] + ofOpenAILimit
    static let ofOpenAIRefusal: [Self] = ofRefusal + [.retryAfterMilliseconds]

    private static let ofOpenAILimit: [Self] = [.openAILimit, .openAIRemaining, .openAIReset]

    /// What a web app of another origin may read: these, and those of HTTP's own that browsers would
    /// keep to themselves.
    static let readable =
        allCases.map(\.rawValue) + [
            "Accept-Ranges", "Allow", "Content-Disposition", "Content-Range", "WWW-Authenticate",
        ]

    /// The header object of OpenAPI 3.1.
    var json: JSONValue {
        [
            "schema": schema, "required": .bool(self == .requestID),
            "description": .string(meaning),
        ]
    }

    /// The `headers` of an answer that has these, and the request's id, which every answer has.
    static func references(_ headers: [Self]) -> JSONValue {
        let all = ([.requestID] + headers).map { header in
            (
                header.rawValue,
                ["$ref": .string("#/components/headers/\(header.rawValue)")] as JSONValue
            )
        }
        return .object(Dictionary(all) { first, _ in first })
    }

    private var schema: JSONValue {
        switch self {
        case .limit, .remaining, .reset, .openAILimit, .openAIRemaining, .processing, .retryAfter,
            .retryAfterMilliseconds:
            ["type": "integer", "minimum": 0]
        case .charged: ["type": "string", "pattern": "^[0-9]+\\.[0-9]{2}$"]
        case .liteLLMCost: ["type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,6})?$"]
        case .replayed: ["const": "true"]
        case .preferenceApplied: ["const": "wait"]
        case .shouldRetry: ["const": "false"]
        case .requestID, .servedBy, .ignored, .rateLimit, .rateLimitPolicy, .openAIReset,
            .openAIVersion:
            ["type": "string"]
        }
    }

    private var meaning: String {
        switch self {
        case .requestID: "What the server's log calls this request."
        case .charged: "Credits, to two places: held while the task runs, charged once it ended."
        case .liteLLMCost: "What was charged in USD, where LiteLLM reads what an image cost."
        case .servedBy: "The variant that serves the order, where it was asked for by another name."
        case .ignored: "Fields of the request that have no effect with this model, by their names."
        case .replayed: "This repeats an earlier order: nothing was ordered now."
        case .preferenceApplied: "The answer waited for the task's end, as `Prefer` asked."
        case .rateLimit, .remaining, .openAIRemaining: "How many requests are left in the window."
        case .rateLimitPolicy, .limit, .openAILimit: "How many requests a window has."
        case .reset: "Seconds until the window is whole again."
        case .openAIReset: "How long until the window is whole again, such as `10s`."
        case .openAIVersion: "The version of OpenAI's API that the answer follows."
        case .processing: "Milliseconds that the picture took."
        case .retryAfter: "Seconds after which asking again is worth while."
        case .retryAfterMilliseconds: "The same in milliseconds, which OpenAI's clients obey."
        case .shouldRetry: "Asking again changes nothing; OpenAI's clients obey it."
        }
    }
}
