import Domain
import Synchronization

/// When those who came too often are told to come back. Each refused request of a key is told a time of
/// its own: when the requests before it have had their turn, it is accepted. Told the same time, they
/// would come all at once, and all but a few for nothing.
final class ReturnTimes: Sendable {
    private let clock: Clock
    /// The times that were told and are not over, by key: steady milliseconds.
    private let told = Mutex([Int64: [Int64]]())

    init(clock: Clock) {
        self.clock = clock
    }

    /// The same refusal with a time of its own, which is never earlier.
    func spread(_ error: RateLimited, of key: Int64) -> RateLimited {
        let now = clock.steady().milliseconds
        let plan = Plan(error)
        let wait = told.withLock { told in
            if told.count > Limits.returningKeys { told = [:] }
            let waiting = told[key, default: []].filter { $0 > now }
            // More than can be kept apart: any place is as good as another.
            let isFull = waiting.count >= plan.places
            let place = isFull ? Int.random(in: 0..<plan.places) : waiting.count
            let wait = plan.wait(forPlace: place)
            told[key] = isFull ? waiting : waiting + [now + wait.wholeSecondsUp * 1_000]
            return wait
        }
        return RateLimited(limit: error.limit, retryAfter: .milliseconds(wait))
    }

    /// How those who are refused are spread over the windows to come.
    private struct Plan {
        let error: RateLimited
        let window: Int64
        /// Most that chance adds, so that not all of one window come in the same instant.
        let chance: Int64
        /// From one window to the next: those of one come later than they might, by chance, the rounding
        /// to seconds and that of the ring, and so make room later.
        let round: Int64
        /// Waits that are told apart.
        let places: Int

        init(_ error: RateLimited) {
            self.error = error
            window = error.limit.window.wholeMilliseconds
            let room = Limits.longestSpread.wholeMilliseconds - window
            chance = max(0, min(window / 4, room / 2, 2_500))
            round = window + chance + 1_000 + window / 64
            let rounds = max(0, room - chance) / round + 1
            places = min(error.limit.count * Int(rounds), Limits.returnsOfKey)
        }

        func wait(forPlace place: Int) -> Int64 {
            let count = error.limit.count
            let first = error.wait(forPlace: place % count).wholeMilliseconds
            return first + Int64(place / count) * round + Int64.random(in: 0...chance)
        }
    }
}

extension Int64 {
    /// Milliseconds in seconds, rounded up.
    var wholeSecondsUp: Int64 { (self + 999) / 1_000 }
}

extension APIError {
    /// The same, with its wait lengthened by chance, unless it was spread already: what refuses many at
    /// once must not call them back at once.
    func spread() -> APIError {
        guard let seconds = retryAfter, retryAfterMilliseconds == nil else { return self }
        let most = min(max(seconds * 1_000, 1_000), Limits.longestChance.wholeMilliseconds)
        let wait = seconds * 1_000 + Int64.random(in: 0...most)
        var error = self
        error.retryAfterMilliseconds = wait
        error.retryAfter = wait.wholeSecondsUp
        return error
    }
}
