/// The last accept times of a key. A request is accepted when the oldest of the last `limit` is at
/// least a window old, which allows exactly `limit` in any window: neither a token bucket nor a
/// fixed window does. Only accepted requests enter it.
package struct RateRing: Hashable, Sendable {
    /// Steady milliseconds, oldest first.
    package private(set) var hits: [Int64]

    package init(hits: [Int64] = []) {
        self.hits = hits
    }

    /// Enters a request at `now`, or says how long to wait until one would be accepted.
    package mutating func admit(at now: Timestamp, limit: RateLimit) throws(RateLimited) {
        // Larger than the limit after an operator lowered it: only the newest count.
        if hits.count > limit.count { hits.removeFirst(hits.count - limit.count) }
        if hits.count == limit.count, let oldest = hits.first {
            let age = now.milliseconds - oldest
            guard age >= limit.window.wholeMilliseconds else {
                throw RateLimited(
                    limit: limit,
                    retryAfter: .milliseconds(limit.window.wholeMilliseconds - max(0, age))
                )
            }
            hits.removeFirst()
        }
        hits.append(now.milliseconds)
    }

    /// Requests that would be accepted now.
    package func remaining(at now: Timestamp, limit: RateLimit) -> Int {
        let start = now.milliseconds - limit.window.wholeMilliseconds
        return max(0, limit.count - hits.count { $0 > start })
    }

    /// After a restart the clock may stand earlier than a stored hit: such a hit counts as now.
    package func clamped(to now: Timestamp) -> RateRing {
        RateRing(hits: hits.map { min($0, now.milliseconds) })
    }
}

package struct RateLimit: Hashable, Sendable {
    package let count: Int
    package let window: Duration

    package init(count: Int, window: Duration) {
        self.count = count
        self.window = window
    }
}

/// Too many requests. Not queued, nothing held.
package struct RateLimited: Error, Hashable, Sendable {
    package let limit: RateLimit
    /// A retry after this is accepted.
    package let retryAfter: Duration

    package init(limit: RateLimit, retryAfter: Duration) {
        self.limit = limit
        self.retryAfter = retryAfter
    }

    /// Whole seconds, rounded up: what `Retry-After` says.
    package var retryAfterSeconds: Int64 {
        (retryAfter.wholeMilliseconds + 999) / 1_000
    }
}
