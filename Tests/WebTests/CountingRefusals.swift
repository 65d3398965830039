import Domain
import Egress
import Synchronization
import Testing

@testable import Web

/// Requests that are refused, per key and per network.
@Suite struct `Counting refusals` {
    private final class Hands: Sendable {
        let now = Mutex<Int64>(1_000)
        var clock: Clock {
            Clock(
                wall: { Timestamp(milliseconds: 0) },
                steady: { Timestamp(milliseconds: self.now.withLock { $0 }) }
            )
        }
    }

    private let hands = Hands()
    private let limiter: RefusalLimiter

    init() {
        limiter = RefusalLimiter(
            limit: RateLimit(count: 3, window: .seconds(10)),
            clock: hands.clock
        )
    }

    @Test func `ends with the window, which is as long as is said`() {
        for _ in 1...3 { #expect(limiter.count(.key(1), nil) == nil) }
        #expect(limiter.isQuiet)
        #expect(limiter.count(.key(1), nil)?.retryAfter == 9)
        #expect(limiter.isOver(.key(1)) && !limiter.isOver(.key(2)) && !limiter.isQuiet)
        hands.now.withLock { $0 += 9_000 }
        #expect(!limiter.isOver(.key(1)))
        #expect(limiter.count(.key(1), nil) == nil)
    }

    @Test func `remembers what was refused above the limit, of that key alone`() {
        func mark(_ key: Int64, _ body: String) -> RefusalLimiter.Fingerprint {
            Array(body.utf8).withUnsafeBytes {
                RefusalLimiter.Fingerprint(.key(key), ["POST", "/a"], $0)
            }
        }
        for _ in 1...3 { _ = limiter.count(.key(1), mark(1, "bad")) }
        #expect(limiter.refusal(of: .key(1), mark(1, "bad")) == nil)
        _ = limiter.count(.key(1), mark(1, "bad"))
        #expect(limiter.refusal(of: .key(1), mark(1, "bad"))?.code == 429)
        #expect(limiter.refusal(of: .key(1), mark(1, "good")) == nil)
        #expect(limiter.refusal(of: .key(2), mark(2, "bad")) == nil)
        hands.now.withLock { $0 += 10_000 }
        #expect(limiter.refusal(of: .key(1), mark(1, "bad")) == nil)
    }

    @Test func `counts one client's many addresses together`() throws {
        let subjects = try (0..<40).map { index in
            RefusalLimiter.Subject.network(
                ClientNetwork(try #require(IPAddress("2001:db8:1:\(index)::7")))
            )
        }
        // Three of a /64, twelve of a /48.
        #expect(subjects.count { limiter.count($0, nil) == nil } == 12)
        #expect(limiter.isOver(subjects[39]))
    }
}
