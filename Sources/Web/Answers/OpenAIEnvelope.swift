import Domain
import HTTPTypes
import Hummingbird

/// Answers in OpenAI's shape: no envelope, and errors under `error`.
enum OpenAIEnvelope {
    /// The version of the API that OpenAI's answers name.
    static let version = "2020-10-01"

    static func success(_ body: JSONValue, headers: [String: String] = [:]) -> Response {
        Envelope.respond(.ok, body, headers.merging(["openai-version": version]) { $1 })
    }

    static func failure(_ error: APIError) -> Response {
        var headers = Envelope.headers(of: error)
        if let retryAfter = error.retryAfter {
            let milliseconds = error.retryAfterMilliseconds ?? retryAfter * 1_000
            headers["retry-after-ms"] = String(milliseconds)
        }
        return Envelope.respond(error.openAIStatus, error.openAIBody, headers)
    }

    /// OpenAI's names for what is left of the rate limit; `reset` as a duration such as `10s`.
    static func rateLimit(
        _ limit: RateLimit,
        remaining: Int,
        resetSeconds: Int64? = nil
    ) -> [String: String] {
        let reset = resetSeconds ?? limit.window.wholeMilliseconds / 1_000
        return [
            "x-ratelimit-limit-requests": String(limit.count),
            "x-ratelimit-remaining-requests": String(remaining),
            "x-ratelimit-reset-requests": "\(reset)s",
        ]
    }
}
