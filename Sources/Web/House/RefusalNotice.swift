import Domain
import Storage
import Synchronization

/// Which refusals for want of a right are worth a line of log: the first of a minute from each network.
/// Whoever tries keys by the thousand does not fill the disk.
final class RefusalNotice: Sendable {
    private struct State {
        var minute: Int64 = 0
        var counts: [String: Int] = [:]
        var countsBefore: [String: Int] = [:]
    }

    private let clock: Clock
    private let state = Mutex(State())

    /// Networks that are told apart in one minute.
    private static let most = 1_000

    init(clock: Clock) {
        self.clock = clock
    }

    /// Counts one. What comes back is how many of the minute before were not said; nil: nor is this.
    func count(_ name: String) -> Int? {
        let minute = clock.steady().milliseconds / 60_000
        return state.withLock { state in
            if minute != state.minute {
                let isNext = minute == state.minute + 1
                state = State(minute: minute, countsBefore: isNext ? state.counts : [:])
            }
            guard state.counts[name] != nil || state.counts.count < Self.most else { return nil }
            state.counts[name, default: 0] += 1
            return state.counts[name] == 1 ? max(0, state.countsBefore[name, default: 1] - 1) : nil
        }
    }
}
