import Domain
import Storage
import TestKit
import Testing

@Suite struct `Topping up` {
    private static let amount = MicroUSD(25_000_000)

    private func order(_ test: TestStore, _ account: Int64) async throws -> TopUp {
        let topUp = TopUp(
            id: "topup_1",
            accountID: account,
            amount: Self.amount,
            state: .open,
            sessionID: nil,
            sessionURL: nil,
            createdAt: test.store.clock.wall()
        )
        try await test.store.open(topUp)
        try await test.store.attach(session: "cs_1", url: "https://pay.example", to: topUp.id)
        return topUp
    }

    @Test func `grants once, however many reports come at once`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let topUp = try await order(test, customer.accountID)
        let outcomes = await withTaskGroup(of: TopUpOutcome?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try? await test.store.settle(
                        topUp: topUp.id,
                        session: "cs_1",
                        amount: Self.amount
                    )
                }
            }
            return await group.reduce(into: [TopUpOutcome?]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .credited(Self.amount) }.count == 1)
        #expect(outcomes.filter { $0 == .known }.count == 19)
        #expect(try await test.balance(of: customer).available == Self.amount)
        try await expectCleanAudit(test)
    }

    @Test func `takes no other session and no other amount`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let topUp = try await order(test, customer.accountID)
        let store = test.store
        for (id, session) in [("topup_2", "cs_1"), (topUp.id, "cs_2")] {
            let outcome = try await store.settle(topUp: id, session: session, amount: Self.amount)
            #expect(outcome == .unknown)
        }
        let less = try await store.settle(topUp: topUp.id, session: "cs_1", amount: .picture)
        #expect(less == .differs(ordered: Self.amount))
        #expect(try await test.balance(of: customer).available == .zero)
        try await expectCleanAudit(test)
    }

    @Test func `takes money that comes after its time, and ends no order that is paid`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer()
        let topUp = try await order(test, customer.accountID)
        let account = customer.accountID
        #expect(try await test.store.openTopUps(account: account).map(\.id) == [topUp.id])
        test.time.advance(by: TopUp.payable)
        #expect(try await test.store.openTopUps(account: account).isEmpty)
        try await test.store.expire(topUp: topUp.id, session: "cs_1")
        #expect(try await test.store.topUp(topUp.id, account: account)?.state == .expired)
        let late = try await test.store.settle(
            topUp: topUp.id,
            session: "cs_1",
            amount: Self.amount
        )
        #expect(late == .credited(Self.amount))
        try await test.store.expire(topUp: topUp.id, session: "cs_1")
        #expect(try await test.store.topUp(topUp.id, account: account)?.state == .paid)
        #expect(try await test.store.topUp(topUp.id, account: account + 1) == nil)
        #expect(try await test.store.openTopUps(account: account).isEmpty)
        try await expectCleanAudit(test)
    }

    @Test(arguments: [
        "UPDATE top_up SET amount = amount + 1", "UPDATE top_up SET state = 'open', paid_at = NULL",
        "DELETE FROM top_up",
        "UPDATE credit_grant SET kind = 'promo' WHERE source_ref LIKE 'topup:%'",
    ])
    func `is watched by the audit`(damage: String) async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let topUp = try await order(test, customer.accountID)
        _ = try await test.store.settle(topUp: topUp.id, session: "cs_1", amount: Self.amount)
        try await expectCleanAudit(test)
        try test.tamper(damage)
        #expect(try await test.store.audit().problems.contains { $0.contains("top-up") })
    }
}
