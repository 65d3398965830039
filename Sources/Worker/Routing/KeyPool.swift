package import Domain
import Foundation

/// The providers' keys, and which of them may be used now. A key that the provider refused rests for
/// a while, so that one bad key does not fail every task.
///
/// `@unchecked Sendable`: `keys`, `resting` and `turn` are protected by `lock`.
package final class KeyPool: @unchecked Sendable {
    package struct Entry: Hashable, Sendable {
        /// nil: from the environment.
        package let id: Int64?
        package let provider: String
        package let secret: Secret

        package init(id: Int64?, provider: String, secret: Secret) {
            self.id = id
            self.provider = provider
            self.secret = secret
        }
    }

    private let clock: Clock
    private let lock = NSLock()
    private var keys: [Entry] = []
    private var resting: [Entry: Timestamp] = [:]
    private var turn = 0

    package init(clock: Clock) {
        self.clock = clock
    }

    /// Puts the whole list in place: at start, and when the operator adds or removes one.
    package func replace(_ keys: [Entry]) {
        lock.withLock {
            self.keys = keys
            resting = resting.filter { keys.contains($0.key) }
        }
    }

    package func hasKey(for provider: String) -> Bool {
        lock.withLock { keys.contains { $0.provider == provider } }
    }

    /// A key of the provider may be used now.
    package func isReady(_ provider: String) -> Bool {
        let now = clock.steady()
        return lock.withLock { !usable(of: provider, at: now).isEmpty }
    }

    /// Call under the lock.
    private func usable(of provider: String, at now: Timestamp) -> [Entry] {
        keys.filter { $0.provider == provider && (resting[$0].map { $0 <= now } ?? true) }
    }

    /// The next usable key of a provider, in turn.
    package func key(for provider: String) -> Entry? {
        let now = clock.steady()
        return lock.withLock {
            let usable = usable(of: provider, at: now)
            guard !usable.isEmpty else { return nil }
            turn += 1
            return usable[turn % usable.count]
        }
    }

    /// Lets a key rest after the provider refused it.
    package func rest(_ key: Entry, for wait: Duration) {
        let until = clock.steady() + wait
        lock.withLock { resting[key] = until }
    }
}
