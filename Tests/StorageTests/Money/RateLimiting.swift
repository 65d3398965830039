import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Limiting the rate` {
    private let limit = RateLimit(count: 20, window: .seconds(10))

    @Test func `lets exactly the limit through in a window, and tells when the next fits`()
        async throws
    {
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * 100)
        let orders = (0..<64).map { _ in test.order(customer, rateLimit: limit) }
        let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for order in orders {
                group.addTask {
                    do {
                        _ = try await test.store.accept(order)
                        return true
                    } catch is RateLimited {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 20)
        #expect(try await test.store.remainingCreates(key: customer.key.id, limit: limit) == 0)
        test.time.advance(by: .milliseconds(9_999))
        await #expect(throws: RateLimited(limit: limit, retryAfter: .milliseconds(1))) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        test.time.advance(by: .milliseconds(1))
        let next = try await test.store.accept(test.order(customer, rateLimit: limit))
        #expect(next == .new(remaining: 19))
        try await expectCleanAudit(test)
    }

    @Test func `never lets one more through in any window, whatever the rhythm`() async throws {
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * 1_000)
        let limit = RateLimit(count: 3, window: .milliseconds(100))
        var generator = SeededGenerator(seed: 7)
        var accepts: [Int64] = []
        for _ in 0..<400 {
            test.time.advance(by: .milliseconds(Int64.random(in: 0...60, using: &generator)))
            let now = test.time.steady.milliseconds
            let inWindow = accepts.count { $0 > now - 100 }
            do {
                _ = try await test.store.accept(test.order(customer, rateLimit: limit))
                #expect(inWindow < 3)
                accepts.append(now)
            } catch let refusal as RateLimited {
                #expect(inWindow == 3)
                #expect(
                    accepts.count { $0 > now + refusal.retryAfter.wholeMilliseconds - 100 } == 2
                )
            }
        }
        #expect(accepts.count > 100)
        try await expectCleanAudit(test)
    }

    @Test func `remembers the last window over a restart`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 100)
        for _ in 0..<20 { _ = try await test.accept(test.order(customer, rateLimit: limit)) }
        test.time.advance(by: .seconds(4))
        try await test.restart()
        await #expect(throws: RateLimited(limit: limit, retryAfter: .seconds(6))) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        test.time.advance(by: .seconds(6))
        _ = try await test.accept(test.order(customer, rateLimit: limit))
        try await expectCleanAudit(test)
    }

    @Test func `after another boot no key waits for a clock that stood later`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 100)
        for _ in 0..<20 { _ = try await test.accept(test.order(customer, rateLimit: limit)) }
        test.time.setSteady(Timestamp(milliseconds: 1_000))
        try await test.restart()
        await #expect(throws: RateLimited(limit: limit, retryAfter: .seconds(10))) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        test.time.advance(by: .seconds(10))
        for _ in 0..<20 { _ = try await test.accept(test.order(customer, rateLimit: limit)) }
        try await expectCleanAudit(test)
    }

    @Test func `counts each key for itself`() async throws {
        let test = try await TestStore()
        let one = try await test.customer(credit: .picture * 100)
        let two = try await test.customer(account: one.accountID)
        let limit = RateLimit(count: 1, window: .seconds(10))
        _ = try await test.accept(test.order(one, rateLimit: limit))
        _ = try await test.accept(test.order(two, rateLimit: limit))
        try await expectCleanAudit(test)
    }
}
