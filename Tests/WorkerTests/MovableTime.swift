import Domain
import Synchronization

/// A clock that stands still until a test moves it.
final class MovableTime: Sendable {
    private let now = Mutex(Timestamp(milliseconds: 1_795_000_000_000))

    func advance(by step: Duration) {
        now.withLock { $0 = $0 + step }
    }

    var current: Timestamp { now.withLock(\.self) }

    var clock: Clock {
        Clock(wall: { self.current }, steady: { self.current })
    }
}
