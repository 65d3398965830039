import NIOCore

/// How fast a body comes. Time in which nothing was read of it, because whoever takes it was not
/// ready for more, is not the sender's.
struct BodyPace {
    private var bytes = 0
    private var since: NIODeadline
    private var heldBack = TimeAmount.zero
    /// Nobody has asked for more since.
    private var pausedAt: NIODeadline?

    init(at now: NIODeadline) {
        since = now
    }

    mutating func count(_ more: Int) {
        bytes += more
    }

    mutating func paused(at now: NIODeadline) {
        if pausedAt == nil { pausedAt = now }
    }

    mutating func asked(at now: NIODeadline) {
        if let pausedAt { heldBack = heldBack + (now - pausedAt) }
        pausedAt = nil
    }

    /// Judges the time since the last look, and begins the next.
    mutating func isTooSlow(at now: NIODeadline) -> Bool {
        asked(at: now)
        let waited = (now - since) - heldBack
        let owed = Int64(Limits.bodyBytesPerSecond) * waited.nanoseconds / 1_000_000_000
        // A short wait proves nothing.
        let isTooSlow = waited > TimeAmount(Limits.bodyWindow / 2) && Int64(bytes) < owed
        self = BodyPace(at: now)
        return isTooSlow
    }
}
