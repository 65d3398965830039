import Domain
import Synchronization
import Testing

@testable import Web

/// Clients of one key that are refused for their pace, and do as they are told.
@Suite struct `Those who are told to come back` {
    /// Time that goes from one return to the next.
    private final class Moment: Sendable {
        private let now = Mutex<Int64>(1_000_000)
        var clock: Clock {
            Clock(wall: { self.time }, steady: { self.time })
        }
        var time: Timestamp { Timestamp(milliseconds: now.withLock(\.self)) }
        func set(_ milliseconds: Int64) { now.withLock { $0 = milliseconds } }
    }

    @Test(arguments: [true, false], [20, 3, 64, 80])
    func `are accepted at their first return, however many they are`(
        obeysSeconds: Bool,
        count: Int
    ) throws {
        let limit = RateLimit(count: count, window: .seconds(10))
        let moment = Moment()
        let returns = ReturnTimes(clock: moment.clock)
        var ring = RateRing()
        var due: [Int64] = []
        for _ in 0..<(count + min(80, count * 4)) {
            do throws(RateLimited) {
                try ring.admit(at: moment.time, limit: limit)
            } catch {
                let told = returns.spread(error, of: 1)
                #expect(told.retryAfter >= error.retryAfter)
                let wait =
                    obeysSeconds
                    ? told.retryAfterSeconds * 1_000 : told.retryAfter.wholeMilliseconds
                due.append(moment.time.milliseconds + wait)
            }
            moment.set(moment.time.milliseconds + 3)
        }
        #expect(due.count == min(80, count * 4))
        for time in due.sorted() {
            #expect(throws: Never.self) {
                try ring.admit(at: Timestamp(milliseconds: time), limit: limit)
            }
        }
    }

    @Test func `come at different moments, and never before their time`() {
        let moment = Moment()
        let returns = ReturnTimes(clock: moment.clock)
        // A window that ends for all at once, as that of other calls does.
        let error = RateLimited(
            limit: RateLimit(count: 2_000, window: .seconds(10)),
            retryAfter: .seconds(4)
        )
        let waits = (0..<80).map { _ in returns.spread(error, of: 1).retryAfter }
        #expect(waits.allSatisfy { $0 >= .seconds(4) && $0 <= .seconds(60) })
        #expect(Set(waits).count > 40)
    }

    @Test func `are not told to wait longer by somebody who never stops asking`() {
        let moment = Moment()
        let returns = ReturnTimes(clock: moment.clock)
        let error = RateLimited(
            limit: RateLimit(count: 20, window: .seconds(10)),
            retryAfter: .seconds(10)
        )
        for _ in 0..<5_000 {
            #expect(returns.spread(error, of: 1).retryAfter <= .seconds(60))
        }
        // Nobody waits for another key's sake.
        #expect(returns.spread(error, of: 2).retryAfter < .seconds(13))
    }

    @Test func `are told the very time where that is far away`() {
        let returns = ReturnTimes(clock: Moment().clock)
        let error = RateLimited(
            limit: RateLimit(count: 20, window: .seconds(600)),
            retryAfter: .seconds(599)
        )
        for _ in 0..<40 { #expect(returns.spread(error, of: 1) == error) }
    }

    @Test func `hear different times from a server that takes no work`() {
        let told = (0..<80).map { _ in APIError.maintenance("Closed.").spread() }
        let waits = told.compactMap(\.retryAfterMilliseconds)
        #expect(Set(waits).count > 40)
        #expect(waits.allSatisfy { $0 >= Limits.retryLater * 1_000 })
        for error in told {
            #expect(error.retryAfter == error.retryAfterMilliseconds?.wholeSecondsUp)
            #expect(error.spread() == error)
        }
    }
}
