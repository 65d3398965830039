import Domain
import Synchronization
import Testing

@testable import Web

@Suite struct `Counting tries` {
    private let throttle = Throttle(
        clock: Clock(
            wall: { Timestamp(milliseconds: 0) },
            steady: { Timestamp(milliseconds: 0) }
        )
    )

    @Test func `ends at the limit, for that name alone`() throws {
        for _ in 1...3 { try throttle.admit("a", limit: 3) }
        #expect(throws: APIError.self) { try throttle.admit("a", limit: 3) }
        try throttle.admit("b", limit: 3)
        throttle.forgive("a")
        try throttle.admit("a", limit: 3)
    }

    @Test func `is not begun anew by a flood of names`() throws {
        for _ in 1...10 { try throttle.admit("guessed", limit: 10) }
        for number in 0...100_100 { try throttle.admit("name \(number)", limit: 10) }
        #expect(throws: APIError.self) { try throttle.admit("guessed", limit: 10) }
    }

    @Test func `says a network's refusals once a minute, and how many were not said`() {
        let now = Mutex<Int64>(0)
        let clock = Clock(
            wall: { Timestamp(milliseconds: 0) },
            steady: { Timestamp(milliseconds: now.withLock { $0 }) }
        )
        let notice = RefusalNotice(clock: clock)
        #expect(notice.count("a") == 0)
        #expect(notice.count("a") == nil)
        #expect(notice.count("a") == nil)
        #expect(notice.count("b") == 0)
        now.withLock { $0 += 60_000 }
        #expect(notice.count("a") == 2)
        #expect(notice.count("b") == 0)
        now.withLock { $0 += 120_000 }
        #expect(notice.count("a") == 0)
        for network in 1...5_000 { _ = notice.count("flood \(network)") }
        #expect(notice.count("late") == nil)
        #expect(notice.count("a") == nil)
    }
}
