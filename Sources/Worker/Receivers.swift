import Foundation

/// Callbacks under way, by host.
///
/// `@unchecked Sendable`: everything mutable is protected by `lock`.
final class Receivers: @unchecked Sendable {
    private let lock = NSLock()
    private var perHost: [String: Int] = [:]
    private var deliveries: Set<String> = []

    var count: Int { lock.withLock { deliveries.count } }

    /// Deliveries that this process is working on: not to be leased again.
    var heldBack: [String] { lock.withLock { deliveries.sorted() } }

    func enter(_ host: String, _ delivery: String, most: Int) -> Bool {
        lock.withLock {
            guard perHost[host, default: 0] < most else { return false }
            perHost[host, default: 0] += 1
            deliveries.insert(delivery)
            return true
        }
    }

    func leave(_ host: String, _ delivery: String) {
        lock.withLock {
            deliveries.remove(delivery)
            let rest = perHost[host, default: 1] - 1
            perHost[host] = rest > 0 ? rest : nil
        }
    }
}
