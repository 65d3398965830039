import Domain
import Storage
import TestKit
import Testing

/// Caps count holds in the window in which they were made.
@Suite struct `Counting in windows` {
    /// 2026-03-31T23:59:59Z: the next second is another hour, day and month.
    private let edge = Timestamp(milliseconds: 1_775_001_599_000)

    @Test func `a hold that is released in the same hour frees its caps`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        try await test.setCaps(.key, customer.key.id, hour: .picture)
        for _ in 0..<3 {
            let task = try await test.accept(test.order(customer))
            await #expect(throws: CapReached.self) {
                try await test.store.accept(test.order(customer))
            }
            try await test.fail(task)
        }
        try await expectCleanAudit(test)
    }

    @Test func `a hold that is released in a later window frees nothing there`() async throws {
        let test = try await TestStore(time: TestClock(wall: edge))
        let customer = try await test.customer(credit: .picture * 9)
        let old = try await test.accept(test.order(customer))
        test.time.advance(by: .seconds(1))
        let new = try await test.accept(test.order(customer))
        try await test.fail(old)
        for (kind, id) in [(SpendKind.key, customer.key.id), (.account, customer.accountID)] {
            let row = try await test.spend(kind, id)
            #expect(row.hour.used == .picture)
            #expect(row.day.used == .picture)
            #expect(row.month.used == .picture)
            #expect(row.total.used == .picture)
        }
        try await test.succeed(new, charge: MicroUSD(20_000))
        #expect(try await test.spend(.key, customer.key.id).hour.used == MicroUSD(20_000))
        try await expectCleanAudit(test)
    }

    @Test func `only the hour turns at the end of an hour`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let old = try await test.accept(test.order(customer))
        test.time.advance(by: .seconds(3_600))
        _ = try await test.accept(test.order(customer))
        try await test.fail(old)
        let row = try await test.spend(.key, customer.key.id)
        #expect(row.hour.used == .picture)
        #expect(row.day.used == .picture)
        #expect(row.month.used == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `a window does not open twice when the clock steps back and forth`() async throws {
        let test = try await TestStore(time: TestClock(wall: edge))
        let customer = try await test.customer(credit: .picture * 9)
        try await test.setCaps(.key, customer.key.id, hour: .picture)
        for step in [0, 1, -1, 2, -3_600, 3] {
            test.time.setWall(edge + .seconds(step))
            do {
                _ = try await test.accept(test.order(customer))
            } catch is CapReached {}
        }
        // One in the hour before the edge, one after it, however often it was crossed.
        #expect(try await test.balance(of: customer).held == .picture * 2)
        try await expectCleanAudit(test)
    }

    @Test func `keys of one account count in the same window after a clock ran ahead`()
        async throws
    {
        let test = try await TestStore()
        let ahead = try await test.customer(credit: .picture * 9)
        let other = try await test.customer(account: ahead.accountID)
        try await test.setCaps(.key, other.key.id, hour: .picture * 2)
        test.time.advance(by: .seconds(3_600))
        _ = try await test.accept(test.order(ahead))
        test.time.setWall(TestClock.start)
        // Counted by the clock as it is now, it would be given back to the next hour's counter.
        let old = try await test.accept(test.order(other))
        test.time.advance(by: .seconds(3_600))
        _ = try await test.accept(test.order(other))
        let row = try await test.spend(.key, other.key.id)
        #expect(row.hour.used == .picture * 2)
        #expect(row.starts == (try await test.spend(.account, ahead.accountID)).starts)
        try await test.fail(old)
        #expect(try await test.spend(.key, other.key.id).hour.used == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `a reset frees windows that a wrong clock pushed ahead`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        try await test.setCaps(.key, customer.key.id, hour: .picture, month: .picture)
        test.time.setWall(TestClock.start + .seconds(400 * 86_400))
        let old = try await test.accept(test.order(customer))
        test.time.setWall(TestClock.start)
        await #expect(throws: CapReached.self) { try await test.store.accept(test.order(customer)) }
        try await test.setCaps(.account, customer.accountID, resetsWindows: true)
        _ = try await test.accept(test.order(customer))
        try await test.fail(old)
        let row = try await test.spend(.key, customer.key.id)
        #expect(row.hour.used == .picture)
        #expect(row.month.used == .picture)
        #expect(row.hour.start == UTCWindow.hour.start(at: TestClock.start))
        try await expectCleanAudit(test)
    }

    @Test func `second purchases are admitted within the operator's loss limit of the day`()
        async throws
    {
        let test = try await TestStore()
        try await test.store.setLossLimit(MicroUSD(100))
        #expect(try await test.store.admitLoss(MicroUSD(60)))
        #expect(try await test.store.admitLoss(MicroUSD(41)) == false)
        #expect(try await test.store.admitLoss(MicroUSD(40)))
        #expect(try await test.store.admitLoss(MicroUSD(1)) == false)
        test.time.advance(by: .seconds(86_400))
        #expect(try await test.store.admitLoss(MicroUSD(100)))
        try await expectCleanAudit(test)
    }
}
