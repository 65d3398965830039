/// How an answer is taken. A client that takes nothing for the whole of the limit is cut, and so is
/// one that takes a byte now and then, to keep the connection for ever.
struct WritePace {
    /// What the system knows of a connection.
    struct Look: Sendable {
        /// Bytes that the client has confirmed since the connection began.
        let confirmed: UInt64
        /// Bytes are on their way, or wait for the client to take those before.
        let isOutstanding: Bool
        /// Some of them could not even be sent: it takes no more at the moment.
        let isHeldBack: Bool
    }

    /// Looks in one span of the limit.
    static let looks = 4
    /// Slow spans, one after the other, that are borne.
    static let slowSpans = 4

    /// Bytes of a span of the limit that keep a client from being slow.
    private let owed: UInt64
    private var last: Look?
    private var still = 0
    private var (looks, taken, slow) = (0, UInt64(0), 0)

    init(limitSeconds: Int64) {
        owed = UInt64(Limits.answerBytesPerSecond * max(1, limitSeconds))
    }

    /// Takes one look, of which there are four in the span of the limit.
    mutating func isStalled(_ look: Look) -> Bool {
        defer { last = look }
        guard look.isOutstanding, let last, last.isOutstanding else {
            (still, looks, taken, slow) = (0, 0, 0, 0)
            return false
        }
        let more = look.confirmed &- last.confirmed
        still = more == 0 ? still + 1 : 0
        looks += 1
        taken &+= more
        if looks == Self.looks {
            slow = taken < owed && look.isHeldBack ? slow + 1 : 0
            (looks, taken) = (0, 0)
        }
        return still >= Self.looks || slow >= Self.slowSpans
    }
}
