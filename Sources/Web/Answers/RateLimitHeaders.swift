import Domain

/// The headers that tell how many creates are left.
enum RateLimitHeaders {
    static func make(
        _ limit: RateLimit,
        remaining: Int,
        resetSeconds: Int64
    ) -> [String: String] {
        let window = limit.window.wholeMilliseconds / 1_000
        return [
            "RateLimit-Policy": "\"creates\";q=\(limit.count);w=\(window)",
            "RateLimit": "\"creates\";r=\(remaining);t=\(resetSeconds)",
            "X-RateLimit-Limit": String(limit.count),
            "X-RateLimit-Remaining": String(remaining),
            "X-RateLimit-Reset": String(resetSeconds),
        ]
    }
}
