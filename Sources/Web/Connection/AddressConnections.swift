import Synchronization

/// How many connections each address has, so that nobody takes them all. This machine and proxies that
/// are trusted may have any number: many people come through one.
final class AddressConnections: Sendable {
    private let limit: Int
    // As many entries as there are connections, at most.
    private let counts = Mutex<[String: Int]>([:])

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts one more, of the address and of the networks around it. False: there are too many.
    func open(_ network: ClientNetwork) -> Bool {
        counts.withLock { counts in
            let isFull = network.levels.contains {
                counts[$0.name, default: 0] >= limit * $0.factor
            }
            guard !isFull else { return false }
            for level in network.levels { counts[level.name, default: 0] += 1 }
            return true
        }
    }

    func close(_ network: ClientNetwork) {
        counts.withLock { counts in
            for level in network.levels {
                let left = counts[level.name, default: 1] - 1
                counts[level.name] = left > 0 ? left : nil
            }
        }
    }
}
