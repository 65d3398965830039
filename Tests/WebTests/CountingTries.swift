import Domain
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
}
