import Domain
import Storage
import TestKit
import Testing

@Suite struct Granting {
    @Test func `a replayed top-up changes nothing`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        #expect(try await test.grant(MicroUSD(500), to: customer.accountID, source: "stripe:1"))
        #expect(
            try await test.grant(MicroUSD(500), to: customer.accountID, source: "stripe:1") == false
        )
        #expect(try await test.balance(of: customer).credited == MicroUSD(500))
        try await expectCleanAudit(test)
    }

    @Test func `many replays at once credit once`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let done = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    try await test.grant(MicroUSD(7), to: customer.accountID, source: "stripe:2")
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(done == 1)
        #expect(try await test.balance(of: customer).credited == MicroUSD(7))
        try await expectCleanAudit(test)
    }

    @Test func `an account that does not exist is told so`() async throws {
        let test = try await TestStore()
        await #expect(throws: GrantError.noSuchAccount(99)) {
            try await test.grant(MicroUSD(1), to: 99)
        }
        // Nor can a system account be a customer.
        await #expect(throws: GrantError.noSuchAccount(3)) {
            try await test.grant(MicroUSD(1), to: SystemAccount.revenue.rawValue)
        }
        try await expectCleanAudit(test)
    }

    @Test func `credit is spent by priority, then expiry, then age`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let account = customer.accountID
        let soon = test.time.wall + .seconds(86_400)
        let later = test.time.wall + .seconds(2 * 86_400)
        try await test.grant(MicroUSD(10), to: account, source: "paid-1")
        try await test.grant(MicroUSD(10), to: account, source: "paid-2")
        try await test.grant(MicroUSD(10), to: account, source: "paid-later", expiresAt: later)
        try await test.grant(MicroUSD(10), to: account, source: "paid-soon", expiresAt: soon)
        try await test.grant(
            MicroUSD(10),
            to: account,
            kind: .promo,
            source: "gift",
            priority: 0
        )
        var order: [String] = []
        for _ in 0..<5 {
            let task = try await test.accept(test.order(customer, hold: MicroUSD(10)))
            try await test.succeed(task, charge: MicroUSD(10))
            let empty = try await test.grants(where: "remaining = 0").keys
            order += empty.filter { !order.contains($0) }
        }
        #expect(order == ["gift", "paid-soon", "paid-later", "paid-1", "paid-2"])
        try await expectCleanAudit(test)
    }

    @Test func `credit that expires with nothing held is booked as breakage`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(30))
        let expiry = test.time.wall + .seconds(60)
        try await test.grant(MicroUSD(100), to: customer.accountID, expiresAt: expiry)
        #expect(try await test.store.expireGrants(limit: 10) == 0)
        test.time.advance(by: .seconds(60))
        #expect(try await test.store.expireGrants(limit: 10) == 1)
        #expect(try await test.store.expireGrants(limit: 10) == 0)
        let balance = try await test.balance(of: customer)
        #expect(balance.available == MicroUSD(30))
        #expect(balance.spent == MicroUSD(100))
        // Breakage is no use of a key.
        #expect(try await test.spend(.account, customer.accountID).total.used == .zero)
        try await expectCleanAudit(test)
    }

    @Test(arguments: [true, false])
    func `expired credit under an open hold goes first, and breaks when the hold is released`(
        isDelivered: Bool
    ) async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let expiry = test.time.wall + .seconds(60)
        try await test.grant(
            MicroUSD(100),
            to: customer.accountID,
            source: "old",
            expiresAt: expiry
        )
        let task = try await test.accept(test.order(customer, hold: MicroUSD(70)))
        try await test.grant(
            MicroUSD(100),
            to: customer.accountID,
            kind: .promo,
            source: "gift",
            priority: 0
        )
        test.time.advance(by: .seconds(60))
        // 130 are available, of which the whole expired grant breaks now (ruling: min(remaining,
        // available)); the hold is covered by the gift.
        _ = try await test.store.expireGrants(limit: 10)
        #expect(try await test.grants(where: "1 = 1") == ["old": 0, "gift": 100])
        #expect(try await test.balance(of: customer).available == MicroUSD(30))
        if isDelivered {
            try await test.succeed(task, charge: MicroUSD(70))
        } else {
            try await test.fail(task)
        }
        #expect(
            try await test.balance(of: customer).available == MicroUSD(isDelivered ? 30 : 100)
        )
        try await expectCleanAudit(test)
    }

    @Test func `what an open hold needs of expired credit stays until the hold is resolved`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer()
        let expiry = test.time.wall + .seconds(60)
        try await test.grant(
            MicroUSD(100),
            to: customer.accountID,
            source: "old",
            expiresAt: expiry
        )
        let task = try await test.accept(test.order(customer, hold: MicroUSD(70)))
        test.time.advance(by: .seconds(60))
        _ = try await test.store.expireGrants(limit: 10)
        #expect(try await test.grants(where: "1 = 1") == ["old": 70])
        #expect(try await test.balance(of: customer).available == .zero)
        try await test.succeed(task, charge: MicroUSD(50))
        // 50 were used, 20 broke when the hold was resolved.
        #expect(try await test.grants(where: "1 = 1") == ["old": 0])
        #expect(try await test.balance(of: customer).spent == MicroUSD(100))
        #expect(try await test.store.hasPaidCredit() == false)
        try await expectCleanAudit(test)
    }
}

extension TestStore {
    /// What is left of grants, by where they came from.
    fileprivate func grants(where condition: String) async throws -> [String: Int64] {
        let statement = Statement(
            stringLiteral: "SELECT source_ref, remaining FROM credit_grant WHERE \(condition)"
        )
        let found = try await database.read { rows in
            try rows.all(statement) { (try $0.text(0), try $0.int(1)) }
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
