import Domain
import Foundation

/// Callbacks under way, by host, and hosts that rest because they did not answer.
///
/// `@unchecked Sendable`: everything mutable is protected by `lock`.
final class Receivers: @unchecked Sendable {
    private struct Host {
        var underWay = 0
        /// Tries without any answer in a row.
        var silences = 0
        var restsUntil: Timestamp?
    }

    /// After so many silent tries in a row a host rests: each costs a connection and 15 seconds.
    private static let threshold = 5
    private static let rest = Duration.seconds(30)
    private static let turn = Duration.milliseconds(500)

    private let lock = NSLock()
    private var hosts: [String: Host] = [:]
    private var deliveries: Set<String> = []

    var count: Int { lock.withLock { deliveries.count } }

    /// Deliveries that this process is working on: not to be leased again.
    var heldBack: [String] { lock.withLock { deliveries.sorted() } }

    /// Begins a delivery, or says for how long it must be put back untried.
    func enter(_ name: String, _ delivery: String, most: Int, at now: Timestamp) -> Duration? {
        lock.withLock {
            var host = hosts[name] ?? Host()
            if let restsUntil = host.restsUntil, restsUntil > now { return restsUntil - now }
            guard host.underWay < most else { return Self.turn }
            host.underWay += 1
            hosts[name] = host
            deliveries.insert(delivery)
            return nil
        }
    }

    /// Ends a delivery. `answered`: the host gave any answer at all.
    func leave(_ name: String, _ delivery: String, answered: Bool, at now: Timestamp) {
        lock.withLock {
            deliveries.remove(delivery)
            guard var host = hosts[name] else { return }
            host.underWay -= 1
            host.silences = answered ? 0 : host.silences + 1
            host.restsUntil = host.silences >= Self.threshold ? now + Self.rest : nil
            hosts[name] = host.underWay == 0 && host.silences == 0 ? nil : host
        }
    }
}
