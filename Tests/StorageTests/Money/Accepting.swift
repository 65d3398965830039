import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Accepting a task` {
    @Test func `holds its price and leaves a task, a hold and a job`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(100_000))
        let task = try await test.accept(test.order(customer, metadata: ["user": "u1"]))
        let balance = try await test.balance(of: customer)
        #expect(balance.held == .picture)
        #expect(balance.available == MicroUSD(72_000))
        #expect(balance.spent == .zero)
        let record = try await test.task(task)
        #expect(record.state == .waiting)
        #expect(record.metadata == ["user": "u1"])
        #expect(try await test.store.audit().openHolds == 1)
        try await expectCleanAudit(test)
    }

    @Test func `says what is missing when the balance does not cover it, and changes nothing`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(27_999))
        let order = test.order(customer, replayKey: .idempotencyKey("k", endpoint: "createTask"))
        await #expect(throws: InsufficientCredit(available: MicroUSD(27_999), needed: .picture)) {
            try await test.store.accept(order)
        }
        try await expectNothingHappened(test, customer)
        // The key is free again: a top-up and the same request make a task.
        try await test.grant(MicroUSD(1), to: customer.accountID)
        #expect(try await test.store.accept(order) == .new(remaining: 4))
        try await expectCleanAudit(test)
    }

    @Test(arguments: UTCWindow.allCases, [SpendKind.key, .account])
    func `says which cap forbids it, and changes nothing`(
        window: UTCWindow,
        kind: SpendKind
    )
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        let id = kind == .key ? customer.key.id : customer.accountID
        try await test.setCap(MicroUSD(27_999), window, kind, id)
        let refusal = await #expect(throws: CapReached.self) {
            try await test.store.accept(test.order(customer))
        }
        #expect(refusal?.kind == kind)
        #expect(refusal?.window == window)
        #expect(refusal?.cap == MicroUSD(27_999))
        #expect(refusal?.used == .zero)
        #expect(refusal?.resetsAt == window.end(of: window.start(at: TestClock.start)))
        try await expectNothingHappened(test, customer)
    }

    @Test func `tells of the rate first, then of the caps, then of the balance`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let limit = RateLimit(count: 1, window: .seconds(10))
        _ = try await test.accept(test.order(customer, rateLimit: limit))
        try await test.setCaps(.key, customer.key.id, total: .picture)
        try await test.setCaps(.account, customer.accountID, total: .picture)
        await #expect(throws: RateLimited.self) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        test.time.advance(by: .seconds(10))
        let refusal = await #expect(throws: CapReached.self) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        #expect(refusal?.kind == .key)
        try await test.setCaps(.key, customer.key.id, total: .largest)
        let second = await #expect(throws: CapReached.self) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        #expect(second?.kind == .account)
        try await test.setCaps(.account, customer.accountID, total: .largest)
        await #expect(throws: InsufficientCredit.self) {
            try await test.store.accept(test.order(customer, rateLimit: limit))
        }
        try await expectCleanAudit(test)
    }

    @Test func `writes an event when half, four fifths and all of a cap are used`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        try await test.setCaps(.key, customer.key.id, day: MicroUSD(100), alert: MicroUSD(60))
        for hold in [49, 1, 30, 20] {
            _ = try await test.accept(test.order(customer, hold: MicroUSD(Int64(hold))))
        }
        let kinds = try await test.database.read { rows in
            try rows.all("SELECT detail FROM account_event ORDER BY id") { row in
                try row.json(0)["percent"]?.intValue ?? 0
            }
        }
        // 0 stands for the alert amount of its own, which 80 passed.
        #expect(kinds == [50, 80, 0, 100])
        try await expectCleanAudit(test)
    }

    @Test func `writes an alert once in its window, however often its line is crossed`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        try await test.setCaps(.key, customer.key.id, day: MicroUSD(100))
        try await test.setCaps(.account, customer.accountID, total: MicroUSD(100))
        for _ in 1...3 {
            let task = try await test.accept(test.order(customer, hold: MicroUSD(50)))
            _ = try await test.store.cancel(task)
        }
        let news = try await test.store.untoldAlerts(after: 0, limit: 100)
        #expect(news.map(\.alert.kind) == [.key, .account])
        #expect(news.map(\.alert.window) == [.day, .total])
        #expect(news.allSatisfy { $0.alert.percent == 50 && $0.alert.threshold == MicroUSD(100) })
        #expect(try await test.store.untoldAlerts(after: news[0].id, limit: 1) == [news[1]])
        try await test.store.markTold(news.map(\.id))
        #expect(try await test.store.untoldAlerts(after: 0, limit: 100).isEmpty)
        let since = Timestamp(milliseconds: 0)
        let account = customer.accountID
        let shown = try await test.store.alerts(account: account, since: since, limit: 10)
        #expect(shown == news.reversed())
        test.time.advance(by: .seconds(86_400))
        _ = try await test.accept(test.order(customer, hold: MicroUSD(50)))
        // Another day for the key; for the account it is the same hundred.
        let next = try await test.store.untoldAlerts(after: 0, limit: 100)
        #expect(next.map(\.alert.kind) == [.key])
        try await expectCleanAudit(test)
    }

    @Test func `costs nobody anything when nobody pays`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(isTest: true)
        try await test.setCaps(.key, customer.key.id, total: .zero)
        let task = try await test.accept(test.order(customer, hold: .zero))
        try await expectCleanAudit(test)
        #expect(try await test.succeed(task, charge: .zero))
        let record = try await test.task(task)
        #expect(record.state == .success)
        #expect(record.payer == .none)
        #expect(record.charged == .zero)
        #expect(try await test.balance(of: customer).spent == .zero)
        #expect(try await test.store.audit().entries == 0)
        try await expectCleanAudit(test)
    }
}

extension TestStore {
    func setCap(
        _ cap: MicroUSD,
        _ window: UTCWindow,
        _ kind: SpendKind,
        _ id: Int64
    ) async throws {
        try await setCaps(
            kind,
            id,
            hour: window == .hour ? cap : nil,
            day: window == .day ? cap : nil,
            month: window == .month ? cap : nil,
            total: window == .total ? cap : nil
        )
    }
}

private func expectNothingHappened(_ test: TestStore, _ customer: TestCustomer) async throws {
    #expect(try await test.balance(of: customer).held == .zero)
    for (kind, id) in [(SpendKind.key, customer.key.id), (.account, customer.accountID)] {
        #expect(try await test.spend(kind, id).total.used == .zero)
        #expect(try await test.spend(kind, id).hour.used == .zero)
    }
    let left = try await test.database.read { rows in
        try ["hold", "task", "job", "idempotency", "account_event"].map { table in
            try rows.count(Statement(stringLiteral: "SELECT COUNT(*) FROM \(table)"))
        }
    }
    #expect(left == [0, 0, 0, 0, 0])
    let whole = RateLimit(count: 4, window: .seconds(3_600))
    #expect(try await test.store.remainingCreates(key: customer.key.id, limit: whole) == 4)
    try await expectCleanAudit(test)
}
