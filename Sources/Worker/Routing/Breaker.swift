package import Domain
import Foundation

/// Stops calling a provider that fails again and again, and tries it again after a rest.
///
/// `@unchecked Sendable`: `states` is protected by `lock`.
package final class Breaker: @unchecked Sendable {
    private struct State {
        var failures = 0
        var openUntil: Timestamp?
    }

    /// Failures in a row that open it, and how long it stays open.
    private static let threshold = 5
    private static let rest = Duration.seconds(15)

    private let clock: Clock
    private let lock = NSLock()
    private var states: [String: State] = [:]

    package init(clock: Clock) {
        self.clock = clock
    }

    /// False while the provider rests. After the rest one call after the other is let through until
    /// one succeeds or fails.
    package func allows(_ provider: String) -> Bool {
        let now = clock.steady()
        return lock.withLock { states[provider]?.openUntil.map { $0 <= now } ?? true }
    }

    package func succeeded(_ provider: String) {
        lock.withLock { states[provider] = nil }
    }

    package func failed(_ provider: String) {
        let now = clock.steady()
        lock.withLock {
            var state = states[provider] ?? State()
            state.failures += 1
            if state.failures >= Self.threshold { state.openUntil = now + Self.rest }
            states[provider] = state
        }
    }
}
