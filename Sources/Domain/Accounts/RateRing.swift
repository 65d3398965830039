/// The last accept times of a key. A request is accepted when the oldest of the last `limit` is at
/// least a window old, which allows exactly `limit` in any window: neither a token bucket nor a
/// fixed window does. Only accepted requests enter it.
///
/// The ring is written with every accept, so it must stay small: above a limit of 64, hits that are
/// close together share a burst, dated to its end. That still lets no more than the limit through in
/// any window, and forgets a hit at most a 64th of the window late.
package struct RateRing: Hashable, Sendable {
    package struct Burst: Hashable, Sendable {
        /// Steady milliseconds: the last moment that it may hold a hit of.
        package let end: Int64
        package fileprivate(set) var count: Int

        package init(end: Int64, count: Int) {
            self.end = end
            self.count = count
        }
    }

    /// Oldest first.
    package private(set) var bursts: [Burst]

    package init(bursts: [Burst] = []) {
        self.bursts = bursts
    }

    /// - hits: steady milliseconds, oldest first.
    package init(hits: [Int64]) {
        bursts = hits.map { Burst(end: $0, count: 1) }
    }

    /// What each hit counts as: steady milliseconds, oldest first.
    package var hits: [Int64] {
        bursts.flatMap { Array(repeating: $0.end, count: $0.count) }
    }

    private static let mostExact = 64

    /// Enters a request at `now`, or says how long to wait until one would be accepted.
    package mutating func admit(at now: Timestamp, limit: RateLimit) throws(RateLimited) {
        let window = limit.window.wholeMilliseconds
        let start = now.milliseconds - window
        let isExact = limit.count <= Self.mostExact
        var kept = isExact ? bursts : bursts.filter { $0.end > start }
        var held = kept.reduce(0) { $0 + $1.count }
        // Larger than the limit after an operator lowered it: only the newest count.
        while let oldest = kept.first, held - oldest.count >= limit.count {
            held -= oldest.count
            kept.removeFirst()
        }
        if held >= limit.count, let oldest = kept.first {
            guard oldest.end <= start else {
                // The oldest makes room for as many as it has above the limit, and for one.
                var openings = kept.map { Burst(end: $0.end - start, count: $0.count) }
                openings[0].count = limit.count - (held - oldest.count)
                throw RateLimited(
                    limit: limit,
                    retryAfter: .milliseconds(oldest.end - start),
                    openings: openings
                )
            }
            kept.removeFirst()
        }
        bursts = kept
        enter(now.milliseconds, grain: isExact ? 0 : window / Int64(Self.mostExact))
    }

    private mutating func enter(_ now: Int64, grain: Int64) {
        if grain > 0, let last = bursts.indices.last, bursts[last].end >= now {
            bursts[last].count += 1
        } else {
            bursts.append(Burst(end: now + grain, count: 1))
        }
    }

    /// Requests that would be accepted now.
    package func remaining(at now: Timestamp, limit: RateLimit) -> Int {
        let start = now.milliseconds - limit.window.wholeMilliseconds
        let held = bursts.reduce(0) { $0 + ($1.end > start ? $1.count : 0) }
        return max(0, limit.count - held)
    }

    /// After a restart the clock may stand earlier than a stored hit: such a hit counts as now.
    package func clamped(to now: Timestamp) -> RateRing {
        RateRing(
            bursts: bursts.map { Burst(end: min($0.end, now.milliseconds), count: $0.count) }
        )
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
package struct RateLimited: Error, Sendable {
    package let limit: RateLimit
    /// A retry after this is accepted.
    package let retryAfter: Duration
    /// Milliseconds from now, and how many more requests are accepted from then on; earliest first.
    /// Empty: the whole limit after `retryAfter`.
    private let openings: [RateRing.Burst]

    package init(
        limit: RateLimit,
        retryAfter: Duration,
        openings: [RateRing.Burst] = []
    ) {
        self.limit = limit
        self.retryAfter = retryAfter
        self.openings = openings
    }

    /// When a retry is accepted before which so many others are; there are fewer than the limit.
    package func wait(forPlace place: Int) -> Duration {
        var before = 0
        for opening in openings {
            before += opening.count
            if place < before { return .milliseconds(opening.end) }
        }
        return openings.last.map { .milliseconds($0.end) } ?? retryAfter
    }

    /// Whole seconds, rounded up: what `Retry-After` says.
    package var retryAfterSeconds: Int64 {
        (retryAfter.wholeMilliseconds + 999) / 1_000
    }
}

extension RateLimited: Hashable {
    package static func == (a: RateLimited, b: RateLimited) -> Bool {
        a.limit == b.limit && a.retryAfter == b.retryAfter
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(limit)
        hasher.combine(retryAfter)
    }
}
