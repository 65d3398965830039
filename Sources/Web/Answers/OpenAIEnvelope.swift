import Domain
import HTTPTypes
import Hummingbird

/// Answers in OpenAI's shape: no envelope, and errors under `error`.
enum OpenAIEnvelope {
    static let prefix = "/v1/"
    /// The version of the API that OpenAI's answers name.
    static let version = "2020-10-01"

    static func success(_ body: JSONValue, headers: [String: String] = [:]) -> Response {
        Envelope.respond(.ok, body, headers.merging(["openai-version": version]) { $1 })
    }

    static func failure(_ error: APIError) -> Response {
        var headers = Envelope.headers(of: error)
        if let retryAfter = error.retryAfter {
            headers["retry-after-ms"] = String(retryAfter * 1_000)
        }
        return Envelope.respond(error.openAIStatus, error.openAIBody, headers)
    }

    /// OpenAI's names for what is left of the rate limit; `reset` as a duration such as `10s`.
    static func rateLimit(_ limit: RateLimit, remaining: Int) -> [String: String] {
        [
            "x-ratelimit-limit-requests": String(limit.count),
            "x-ratelimit-remaining-requests": String(remaining),
            "x-ratelimit-reset-requests": "\(limit.window.wholeMilliseconds / 1_000)s",
        ]
    }
}
