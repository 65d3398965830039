package import Domain
import Foundation

/// Keys that were looked up within the last second, by their text, so that a busy client costs one
/// checksum, one HMAC and one query a second. A revocation on this node empties it at once.
///
/// `@unchecked Sendable`: `entries` is protected by `lock`.
package final class KeyCache: @unchecked Sendable {
    private let clock: Clock
    private let lock = NSLock()
    private var entries: [String: (key: APIKey, until: Timestamp)] = [:]

    package init(clock: Clock) {
        self.clock = clock
    }

    func key(_ text: String) -> APIKey? {
        let now = clock.steady()
        return lock.withLock {
            guard let entry = entries[text], entry.until > now else { return nil }
            return entry.key
        }
    }

    func keep(_ key: APIKey, for text: String) {
        let until = clock.steady() + Limits.keyCached
        lock.withLock {
            if entries.count > 10_000 { entries = [:] }
            entries[text] = (key, until)
        }
    }

    package func clear() {
        lock.withLock { entries = [:] }
    }
}
