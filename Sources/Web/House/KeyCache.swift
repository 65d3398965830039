package import Domain
import Foundation

/// Keys that were looked up within the last second, so that a busy client costs one query a second.
/// A revocation on this node empties it at once.
///
/// `@unchecked Sendable`: `entries` is protected by `lock`.
package final class KeyCache: @unchecked Sendable {
    private let clock: Clock
    private let lock = NSLock()
    private var entries: [[UInt8]: (key: APIKey, until: Timestamp)] = [:]

    package init(clock: Clock) {
        self.clock = clock
    }

    func key(_ hash: [UInt8]) -> APIKey? {
        let now = clock.steady()
        return lock.withLock {
            guard let entry = entries[hash], entry.until > now else { return nil }
            return entry.key
        }
    }

    func keep(_ key: APIKey, for hash: [UInt8]) {
        let until = clock.steady() + Limits.keyCached
        lock.withLock {
            if entries.count > 10_000 { entries = [:] }
            entries[hash] = (key, until)
        }
    }

    package func clear() {
        lock.withLock { entries = [:] }
    }
}
