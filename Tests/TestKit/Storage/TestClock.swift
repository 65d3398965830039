package import Domain
import Synchronization

/// Time that stands still until a test moves it. The wall clock may step; the steady one is moved
/// apart from it.
package final class TestClock: Sendable {
    private struct Hands {
        var wall: Timestamp
        var steady: Timestamp
    }

    // Guards what the test moves and the house reads.
    private let hands: Mutex<Hands>

    /// 2026-03-10T09:30:00Z, in the middle of an hour, a day and a month.
    package static let start = Timestamp(milliseconds: 1_773_135_000_000)

    package init(wall: Timestamp = TestClock.start) {
        hands = Mutex(Hands(wall: wall, steady: Timestamp(milliseconds: 50_000_000)))
    }

    package var clock: Clock { Clock(wall: { self.wall }, steady: { self.steady }) }

    package var wall: Timestamp { hands.withLock { $0.wall } }
    package var steady: Timestamp { hands.withLock { $0.steady } }

    /// Both go on, as time does.
    package func advance(by time: Duration) {
        hands.withLock { hands in
            hands.wall = hands.wall + time
            hands.steady = hands.steady + time
        }
    }

    /// Somebody sets the clock; no time passes.
    package func setWall(_ moment: Timestamp) {
        hands.withLock { $0.wall = moment }
    }

    /// Another boot of the machine: the steady clock starts somewhere else.
    package func setSteady(_ moment: Timestamp) {
        hands.withLock { $0.steady = moment }
    }
}
