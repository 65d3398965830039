/// How long the parts of one call may take.
package struct CallTimes: Hashable, Sendable {
    /// One DNS look-up.
    package var lookUp: Duration
    /// TCP and TLS together, for one address.
    package var connect: Duration
    /// From the connection to the head of the answer.
    package var firstByte: Duration
    /// The whole call: look-ups, redirects and the last byte.
    package var total: Duration

    package init(
        lookUp: Duration = .seconds(3),
        connect: Duration = .seconds(3),
        firstByte: Duration,
        total: Duration
    ) {
        self.lookUp = lookUp
        self.connect = connect
        self.firstByte = firstByte
        self.total = total
    }
}

/// What fetching a file may cost.
package struct FetchLimits: Hashable, Sendable {
    /// Bytes of body, counted as they arrive.
    package var bytes: Int
    package var redirects: Int
    package var times: CallTimes

    package init(bytes: Int, redirects: Int, times: CallTimes) {
        self.bytes = bytes
        self.redirects = redirects
        self.times = times
    }

    /// A picture that a customer gave us by URL: 50 MB within 60 s.
    package static let imageInput = FetchLimits(
        bytes: 50 * 1_048_576,
        redirects: 3,
        times: CallTimes(firstByte: .seconds(10), total: .seconds(60))
    )
}

/// What telling a receiver, or asking a service, may cost.
package struct CallLimits: Hashable, Sendable {
    /// Bytes of the answer that are read.
    package var answerBytes: Int
    /// Bytes of the answer that are kept, from its start.
    package var keptBytes: Int
    package var times: CallTimes

    package init(answerBytes: Int, keptBytes: Int, times: CallTimes) {
        self.answerBytes = answerBytes
        self.keptBytes = keptBytes
        self.times = times
    }

    /// A webhook: an answer within 15 s, of which 64 KB are read and 4 KB kept.
    package static let webhook = CallLimits(
        answerBytes: 65_536,
        keptBytes: 4_096,
        times: CallTimes(firstByte: .seconds(15), total: .seconds(15))
    )

    /// A service that the operator named, such as a payment or identity provider: a whole answer of
    /// 512 KB within 20 s.
    package static let service = CallLimits(
        answerBytes: 524_288,
        keptBytes: 524_288,
        times: CallTimes(firstByte: .seconds(15), total: .seconds(20))
    )
}
