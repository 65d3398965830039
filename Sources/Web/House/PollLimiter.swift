import Domain
import Foundation

/// The generous limit on everything but creates: per key and node, in memory, per window.
///
/// `@unchecked Sendable`: `counts` and `window` are protected by `lock`.
final class PollLimiter: @unchecked Sendable {
    private let limit: RateLimit
    private let clock: Clock
    private let returns: ReturnTimes
    private let lock = NSLock()
    private var counts: [Int64: Int] = [:]
    private var window: Int64 = 0

    init(limit: RateLimit, clock: Clock) {
        self.limit = limit
        self.clock = clock
        returns = ReturnTimes(clock: clock)
    }

    func admit(_ key: Int64) throws(RateLimited) {
        let now = clock.steady().milliseconds
        let length = limit.window.wholeMilliseconds
        let isAdmitted = lock.withLock { () -> Bool in
            if now / length != window {
                window = now / length
                counts.removeAll(keepingCapacity: true)
            }
            counts[key, default: 0] += 1
            return counts[key, default: 0] <= limit.count
        }
        if !isAdmitted {
            throw returns.spread(
                RateLimited(limit: limit, retryAfter: .milliseconds(length - now % length)),
                of: key
            )
        }
    }
}
