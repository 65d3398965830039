import Domain
import Storage
import TestKit
import Testing

@Suite struct Settling {
    @Test func `a success takes its price from the hold and books it as revenue`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(100_000))
        let task = try await test.accept(test.order(customer, metadata: ["user": "a|b"]))
        #expect(try await test.succeed(task))
        let balance = try await test.balance(of: customer)
        #expect(balance.spent == .picture)
        #expect(balance.held == .zero)
        #expect(balance.available == MicroUSD(72_000))
        let record = try await test.task(task)
        #expect(record.state == .success)
        #expect(record.charged == .picture)
        #expect(record.outputs.count == 1)
        #expect(record.attempts.map(\.outcome) == ["success"])
        let entry = try await test.database.read { rows in
            try rows.first(
                "SELECT credit, amount, key_id, slug, user_tag FROM entry WHERE kind = 'settle'"
            ) { [try $0.int(0), try $0.int(1), try $0.int(2)] }
        }
        #expect(entry == [SystemAccount.revenue.rawValue, 28_000, customer.key.id])
        try await expectCleanAudit(test)
    }

    @Test func `three of four pictures cost three, and the input pictures in full`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        let rule = PriceRule(output: .flat(.picture), inputImage: Rate(picoUSD: 1_500_000_000))
        let hold = try #require(rule.quote(size: nil, count: 4, inputImages: 2)).hold
        #expect(hold == MicroUSD(4 * 28_000 + 3_000))
        let task = try await test.accept(test.order(customer, hold: hold))
        let size = PictureSize(width: 1_024, height: 1_024)
        let charge = rule.charge(
            asked: nil,
            delivered: [size, size, size],
            inputImages: 2,
            hold: hold
        )
        #expect(charge == MicroUSD(3 * 28_000 + 3_000))
        let attempt = try #require(try await test.begin(task))
        let end = test.success(task, attempt: attempt, charge: charge, outputs: 3)
        #expect(try await test.store.settle(end, attempt: attempt))
        #expect(try await test.balance(of: customer).spent == charge)
        #expect(try await test.spend(.key, customer.key.id).total.used == charge)
        #expect(try await test.spend(.account, customer.accountID).hour.used == charge)
        try await expectCleanAudit(test)
    }

    @Test func `a failed task gives the whole hold back`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        #expect(try await test.fail(task))
        #expect(try await test.balance(of: customer).available == .picture)
        #expect(try await test.spend(.key, customer.key.id).total.used == .zero)
        let record = try await test.task(task)
        #expect(record.state == .fail)
        #expect(record.failClass == .providerError)
        #expect(record.charged == .zero)
        #expect(try await test.store.audit().entries == 1)
        try await expectCleanAudit(test)
    }

    @Test func `a second settle does nothing`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task))
        let end = test.success(task, attempt: attempt, charge: .picture)
        #expect(try await test.store.settle(end, attempt: attempt))
        #expect(try await test.store.settle(end, attempt: attempt) == false)
        let late = test.failure(task, attempt: attempt)
        #expect(try await test.store.settle(late, attempt: attempt) == false)
        #expect(try await test.task(task).state == .success)
        #expect(try await test.balance(of: customer).spent == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `a settle of an older attempt is fenced off`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        #expect(try await test.requeue(task))
        let second = try #require(try await test.begin(task))
        #expect(second == 2)
        let old = test.success(task, attempt: 1, charge: .picture)
        #expect(try await test.store.settle(old, attempt: 1) == false)
        let end = AttemptEnd(number: 1, outcome: "retry", detail: nil)
        #expect(try await test.store.requeue(task, end, after: .zero) == false)
        #expect(try await test.task(task).state == .generating)
        try await expectCleanAudit(test)
    }

    @Test func `an earlier start of the process settles nothing any more`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task))
        let now = test.store
        let earlier = Store(
            database: now.database,
            clock: now.clock,
            signer: now.signer,
            node: now.node - 1
        )
        let end = test.success(task, attempt: attempt, charge: .picture)
        #expect(try await earlier.settle(end, attempt: attempt) == false)
        #expect(try await earlier.jobToRun(task) == nil)
        #expect(try await test.task(task).state == .generating)
        #expect(try await now.settle(end, attempt: attempt))
        try await expectCleanAudit(test)
    }

    @Test func `a charge above the hold is refused and changes nothing`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task))
        let end = test.success(task, attempt: attempt, charge: .picture + MicroUSD(1))
        await #expect(throws: DatabaseError.self) {
            try await test.store.settle(end, attempt: attempt)
        }
        #expect(try await test.balance(of: customer).held == .picture)
        #expect(try await test.task(task).state == .generating)
        try await expectCleanAudit(test)
    }

    @Test func `a delivery for nothing is refused where a customer pays, and changes nothing`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task))
        let end = test.success(task, attempt: attempt, charge: .zero)
        await #expect(throws: DatabaseError.self) {
            try await test.store.settle(end, attempt: attempt)
        }
        #expect(try await test.balance(of: customer).held == .picture)
        #expect(try await test.task(task).state == .generating)
        try await expectCleanAudit(test)
    }

    @Test(arguments: [nil, "https://customer.example/hook"])
    func `a delivery is written exactly when a callback was asked for`(url: String?) async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 3)
        for way in 0..<3 {
            let task = try await test.accept(test.order(customer, callbackURL: url))
            switch way {
            case 0: try await test.succeed(task)
            case 1: try await test.fail(task)
            default: _ = try await test.store.cancel(task)
            }
            let deliveries = try await test.store.deliveries(of: task, account: customer.accountID)
            #expect(deliveries.map(\.url) == (url.map { [$0] } ?? []))
            #expect(deliveries.allSatisfy { $0.state == "pending" && $0.tries.isEmpty })
        }
        try await expectCleanAudit(test)
    }

    @Test func `what a call cost us is written once, and never to the customer`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        let lost = CostLine(
            attempt: 1,
            provider: "simulator",
            amount: MicroUSD(9_000),
            bearer: .loss
        )
        let first = try #require(try await test.begin(task))
        let retry = AttemptEnd(number: first, outcome: "uncertain_timeout", detail: nil)
        #expect(try await test.store.requeue(task, retry, after: .zero, secondPurchase: lost))
        let second = try #require(try await test.begin(task))
        #expect(try await test.store.jobToRun(task)?.hasBoughtAgain == true)
        let bought = CostLine(
            attempt: 2,
            provider: "simulator",
            amount: MicroUSD(8_000),
            bearer: .margin
        )
        // The line of the first attempt is there already: the same id, once.
        let end = test.success(task, attempt: second, charge: .picture, costs: [lost, bought])
        #expect(try await test.store.settle(end, attempt: second))
        let costs = try await test.database.read { rows in
            try rows.all("SELECT borne_by, amount FROM cost ORDER BY attempt") {
                "\(try $0.text(0)) \(try $0.int(1))"
            }
        }
        #expect(costs == ["loss 9000", "margin 8000"])
        #expect(try await test.balance(of: customer).spent == .picture)
        try await expectCleanAudit(test)
    }
}
