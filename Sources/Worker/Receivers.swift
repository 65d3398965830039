import Domain
import Foundation
import Storage

/// Callbacks under way, by host; those that wait for a place at their host; and hosts that rest because
/// they did not answer.
///
/// `@unchecked Sendable`: everything mutable is protected by `lock`.
final class Receivers: @unchecked Sendable {
    private struct Host {
        var underWay = 0
        var waiting: [DueDelivery] = []
        /// Tries without any answer in a row.
        var silences = 0
        var restsUntil: Timestamp?
    }

    enum Entry: Hashable, Sendable {
        /// It begins.
        case begin
        /// It waits here until one before it has ended.
        case wait
        /// It goes back untried, for so long.
        case putBack(Duration)
    }

    /// After so many silent tries in a row a host rests: each costs a connection and 15 seconds.
    private static let threshold = 5
    private static let rest = Duration.seconds(30)
    private static let turn = Duration.milliseconds(500)

    private let most: Int
    private let mostPerHost: Int
    private let mostWaiting: Int
    private let lock = NSLock()
    private var hosts: [String: Host] = [:]
    private var deliveries: Set<String> = []
    private var underWay = 0

    /// - most: callbacks under way at the same time
    /// - mostWaiting: for one host
    init(most: Int, mostPerHost: Int, mostWaiting: Int) {
        self.most = most
        self.mostPerHost = mostPerHost
        self.mostWaiting = mostWaiting
    }

    /// How many more could be taken in, were they of hosts with room.
    var room: Int { lock.withLock { max(0, most + mostWaiting - deliveries.count) } }

    /// Deliveries that this process is working on: not to be leased again.
    var heldBack: [String] { lock.withLock { deliveries.sorted() } }

    func enter(_ name: String, _ delivery: DueDelivery, at now: Timestamp) -> Entry {
        lock.withLock {
            var host = hosts[name] ?? Host()
            if let restsUntil = host.restsUntil, restsUntil > now {
                return .putBack(restsUntil - now)
            }
            let hasPlace = host.underWay < mostPerHost && underWay < most
            guard hasPlace || host.waiting.count < mostWaiting else { return .putBack(Self.turn) }
            deliveries.insert(delivery.id)
            if hasPlace {
                host.underWay += 1
                underWay += 1
            } else {
                host.waiting.append(delivery)
            }
            hosts[name] = host
            return hasPlace ? .begin : .wait
        }
    }

    /// What follows a delivery that has ended.
    struct Next: Sendable {
        /// Begins at once, in the place of the one that ended.
        var begin: (host: String, delivery: DueDelivery)?
        /// Go back untried: their host does not answer.
        var putBack: [DueDelivery] = []
        var wait = Duration.zero
    }

    /// Ends a delivery. `answered`: the host gave any answer at all.
    func leave(_ name: String, _ delivery: String, answered: Bool, at now: Timestamp) -> Next {
        lock.withLock {
            var next = Next()
            deliveries.remove(delivery)
            underWay -= 1
            guard var host = hosts[name] else { return next }
            host.underWay -= 1
            host.silences = answered ? 0 : host.silences + 1
            host.restsUntil = host.silences >= Self.threshold ? now + Self.rest : nil
            if host.restsUntil != nil {
                (next.putBack, next.wait) = (host.waiting, Self.rest)
                deliveries.subtract(host.waiting.map(\.id))
                host.waiting = []
            }
            hosts[name] = host
            next.begin = beginNext(first: name)
            if let host = hosts[name], host.underWay == 0, host.silences == 0 { hosts[name] = nil }
            return next
        }
    }

    /// Hosts with nothing under way come first, so that a busy one delays nobody. Call under the lock.
    private func beginNext(first name: String) -> (host: String, delivery: DueDelivery)? {
        guard underWay < most else { return nil }
        let idle = hosts.first { !$0.value.waiting.isEmpty && $0.value.underWay == 0 }?.key
        let candidates = [idle, name].compactMap(\.self) + Array(hosts.keys.prefix(64))
        for candidate in candidates {
            guard var host = hosts[candidate], !host.waiting.isEmpty, host.underWay < mostPerHost
            else { continue }
            let delivery = host.waiting.removeFirst()
            host.underWay += 1
            underWay += 1
            hosts[candidate] = host
            return (candidate, delivery)
        }
        return nil
    }
}
