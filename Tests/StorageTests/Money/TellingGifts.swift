import Domain
import Storage
import TestKit
import Testing

/// What of a charge was paid credit, to the micro-dollar.
@Suite struct TellingGifts {
    private func paid(_ test: TestStore) async throws -> [Int64?] {
        try await test.database.read { rows in
            try rows.all("SELECT paid FROM entry WHERE kind = 'settle' ORDER BY position") {
                try $0.optionalInt(0)
            }
        }
    }

    private func today(_ test: TestStore) async throws -> DayFigures {
        try await test.store.figures(of: CivilDate(test.time.wall))
    }

    @Test func `a charge that takes the end of a gift is paid for the rest of it`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let account = customer.accountID
        try await test.grant(MicroUSD(30_001), to: account, kind: .promo, priority: 0)
        for _ in 0..<3 { try await test.succeed(try await test.accept(test.order(customer))) }
        #expect(try await paid(test) == [0, 25_999, 28_000])
        let figures = try await today(test)
        #expect(figures.sold == MicroUSD(53_999) && figures.given == MicroUSD(30_001))
        #expect(figures.standIn == .zero && figures.unknown == .zero)
        #expect(figures.margin == figures.sold - figures.cost - figures.loss)
        try await expectCleanAudit(test)
    }

    @Test func `credit that expires is no income, and no spending`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let soon = test.time.wall + .seconds(60)
        try await test.grant(MicroUSD(500), to: customer.accountID, priority: 1, expiresAt: soon)
        let task = try await test.accept(test.order(customer))
        test.time.advance(by: .seconds(120))
        try await test.succeed(task)
        #expect(try await paid(test) == [28_000])
        while try await test.store.expireGrants(limit: 10) > 0 {}
        var balance = try await test.balance(of: customer)
        // What had expired was promised to the hold, and went first.
        #expect(balance.expired == .zero && balance.available == MicroUSD(500))
        let later = test.time.wall + .seconds(60)
        try await test.grant(MicroUSD(700), to: customer.accountID, kind: .promo, expiresAt: later)
        test.time.advance(by: .seconds(120))
        while try await test.store.expireGrants(limit: 10) > 0 {}
        balance = try await test.balance(of: customer)
        #expect(balance.expired == MicroUSD(700) && balance.charged == MicroUSD(28_000))
        #expect(balance.available == MicroUSD(500))
        let spent = try await test.store.spent(
            account: customer.accountID,
            since: CivilDate(test.time.wall)
        )
        #expect(spent == [customer.key.id: MicroUSD(28_000)])
        #expect(try await today(test).sold == MicroUSD(28_000))
        try await expectCleanAudit(test)
    }

    @Test func `the audit finds a gift that is booked as paid`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        try await test.grant(.picture, to: customer.accountID, kind: .promo)
        try await test.succeed(try await test.accept(test.order(customer)))
        try await expectCleanAudit(test)
        try test.tamper("UPDATE entry SET paid = 1 WHERE kind = 'settle'")
        let problems = try await test.store.audit().problems
        #expect(problems.contains { $0.hasPrefix("what was paid of the charges") })
    }

    @Test func `a charge from before they were told apart is neither sold nor given`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        try await test.succeed(try await test.accept(test.order(customer)))
        try test.tamper("UPDATE entry SET paid = NULL")
        try await test.succeed(try await test.accept(test.order(customer)))
        let figures = try await today(test)
        #expect(figures.unknown == .picture && figures.sold == .picture)
        #expect(figures.given == .zero)
        try await expectCleanAudit(test)
    }

    @Test func `a reference gives the same grant once, and no other`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let account = customer.accountID
        #expect(try await test.grant(.picture, to: account, source: "admin:a"))
        #expect(try await test.grant(.picture, to: account, source: "admin:a") == false)
        let other = try await test.customer().accountID
        for (amount, to, kind) in [
            (MicroUSD(1), account, GrantKind.paid), (.picture, other, .paid),
            (.picture, account, .promo),
        ] {
            await #expect(throws: GrantError.referenceTaken("admin:a")) {
                try await test.grant(amount, to: to, kind: kind, source: "admin:a")
            }
        }
        #expect(try await test.balance(of: customer).credited == .picture)
        try await expectCleanAudit(test)
    }
}
