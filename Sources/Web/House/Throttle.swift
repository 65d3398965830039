import Domain
import Foundation
import Storage
import Synchronization

/// Counts tries of what strangers may guess at, per quarter of an hour, in memory. It slows the one
/// who guesses; an account itself is never locked, so nobody can lock its owner out.
final class Throttle: Sendable {
    private struct State {
        var window: Int64 = 0
        var counts: [String: Int] = [:]
    }

    private let clock: Clock
    private let state = Mutex(State())

    private static let window: Int64 = 900_000
    /// Beyond so many names those that were tried once or twice are forgotten, which a flood of new
    /// ones consists of; who guesses goes on being counted.
    private static let most = 100_000
    private static let few = 3

    init(clock: Clock) {
        self.clock = clock
    }

    /// Counts one more; throws `rateLimited` above `limit` in the window that runs.
    func admit(_ name: String, limit: Int) throws(APIError) {
        let now = clock.steady().milliseconds
        let count = state.withLock { state in
            if now / Self.window != state.window { state = State(window: now / Self.window) }
            if state.counts.count > Self.most {
                state.counts = state.counts.filter { $0.value >= Self.few }
            }
            state.counts[name, default: 0] += 1
            return state.counts[name, default: 0]
        }
        guard count > limit else { return }
        throw .tooManyTries(seconds: (Self.window - now % Self.window) / 1_000 + 1)
    }

    /// They knew it after all.
    func forgive(_ name: String) {
        state.withLock { _ = $0.counts.removeValue(forKey: name) }
    }
}
