import Domain
import Foundation

/// A clock that stands still until a test moves it.
///
/// `@unchecked Sendable`: `now` is protected by `lock`.
final class MovableTime: @unchecked Sendable {
    private let lock = NSLock()
    private var now = Timestamp(milliseconds: 1_795_000_000_000)

    func advance(by step: Duration) {
        lock.withLock { now = now + step }
    }

    var current: Timestamp { lock.withLock { now } }

    var clock: Clock {
        Clock(wall: { self.current }, steady: { self.current })
    }
}
