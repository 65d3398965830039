import HTTPTypes

/// Names of the headers that we use. Making one from text checks and copies it, so each is made
/// once.
enum HeaderName {
    /// Of a page to its twins.
    static let link = HTTPField.Name("Link")
    static let requestID = HTTPField.Name("x-request-id")
    static let clearSiteData = HTTPField.Name("Clear-Site-Data")
    static let transportSecurity = HTTPField.Name("Strict-Transport-Security")
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")
    static let lastEventID = HTTPField.Name("Last-Event-ID")
    /// What Azure's clients send their key in.
    static let apiKey = HTTPField.Name("api-key")
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")
    /// Which repetition of a request this is, as OpenAI's clients say it: 0 for the first try.
    static let stainlessRetryCount = HTTPField.Name("X-Stainless-Retry-Count")

    private static let known: [String: HTTPField.Name] = Dictionary(
        uniqueKeysWithValues: [
            "X-AI-Credits-Charged", "X-AI-Ignored", "X-AI-Served-By", "Idempotent-Replayed",
            "RateLimit-Policy",
            "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
            "Retry-After", "retry-after-ms", "x-should-retry", "openai-processing-ms",
            "openai-version", "x-litellm-response-cost", "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
        ].compactMap { text in HTTPField.Name(text).map { (text, $0) } }
    )

    /// nil: no header can have this name.
    static func named(_ text: String) -> HTTPField.Name? {
        known[text] ?? HTTPField.Name(text)
    }
}
