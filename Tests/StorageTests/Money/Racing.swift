import Domain
import Storage
import TestKit
import Testing

/// Many clients at once against something that suffices for exactly k pictures.
@Suite struct Racing {
    @Test(arguments: [1, 7, 500])
    func `a balance of k pictures sells exactly k`(k: Int) async throws {
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * k)
        let accepted = try await test.race([customer], atLeast: k)
        #expect(accepted == k)
        #expect(try await test.balance(of: customer).available == .zero)
        #expect(try await test.balance(of: customer).held == .picture * k)
        try await expectCleanAudit(test)
    }

    @Test(arguments: UTCWindow.allCases, [SpendKind.key, .account])
    func `a cap of k pictures lets exactly k through`(
        window: UTCWindow,
        kind: SpendKind
    )
        async throws
    {
        let k = 7
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * 1_000)
        let other = try await test.customer(account: customer.accountID)
        let id = kind == .key ? customer.key.id : customer.accountID
        // Half a picture of slack, so that the cap is not met exactly either.
        try await test.setCap(.picture * k + MicroUSD(14_000), window, kind, id)
        // A cap on the account counts all of its keys together.
        let clients = kind == .key ? [customer] : [customer, other]
        #expect(try await test.race(clients, atLeast: k) == k)
        #expect(try await test.spend(kind, id).total.used == .picture * k)
        try await expectCleanAudit(test)
    }

    @Test func `a cap is never exceeded while tasks end and are ordered again`() async throws {
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * 1_000)
        let cap = MicroUSD.picture * 5
        try await test.setCaps(.key, customer.key.id, hour: cap, day: cap * 3)
        let ended = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<8 {
                group.addTask { try await test.orderAndEnd(customer, client: client, rounds: 12) }
            }
            group.addTask {
                for _ in 0..<200 {
                    let row = try await test.spend(.key, customer.key.id)
                    #expect(row.hour.used <= cap)
                    #expect(row.day.used <= cap * 3)
                    let balance = try await test.balance(of: customer)
                    #expect(balance.available >= .zero)
                }
                return 0
            }
            return try await group.reduce(0, +)
        }
        #expect(ended > 5)
        try await expectCleanAudit(test)
    }

    @Test func `one hold is resolved once, whoever ends the task`() async throws {
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * 20)
        for _ in 0..<20 {
            let task = try await test.accept(test.order(customer, callbackURL: "https://a.example"))
            let attempt = try #require(try await test.begin(task, canCancel: true))
            async let success = test.store.settle(
                test.success(task, attempt: attempt, charge: .picture),
                attempt: attempt
            )
            async let failure = test.store.settle(
                test.failure(task, attempt: attempt),
                attempt: attempt
            )
            async let cancelled = test.store.cancel(task)
            let winners = try await [success, failure, cancelled == .cancelled].count { $0 }
            #expect(winners == 1)
            #expect(
                try await test.store.deliveries(of: task, account: customer.accountID).count == 1
            )
        }
        #expect(try await test.balance(of: customer).held == .zero)
        try await expectCleanAudit(test)
    }
}

extension TestStore {
    /// 64 clients order until `atLeast` more than could be accepted were refused. Returns how many
    /// were accepted.
    fileprivate func race(_ customers: [TestCustomer], atLeast k: Int) async throws -> Int {
        let tries = k / 64 + 2
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<64 {
                let customer = customers[client % customers.count]
                group.addTask {
                    var accepted = 0
                    for _ in 0..<tries {
                        do {
                            _ = try await self.store.accept(self.order(customer))
                            accepted += 1
                        } catch is InsufficientCredit {
                        } catch is CapReached {}
                        #expect(try await self.balance(of: customer).available >= .zero)
                    }
                    return accepted
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// Orders, ends what was accepted in one of three ways, and orders again. Returns the ends.
    fileprivate func orderAndEnd(
        _ customer: TestCustomer,
        client: Int,
        rounds: Int
    ) async throws -> Int {
        var ended = 0
        for round in 0..<rounds {
            do {
                let task = try await accept(order(customer))
                switch (client + round) % 3 {
                case 0: try await fail(task)
                case 1: _ = try await store.cancel(task)
                default: try await succeed(task, charge: MicroUSD(9_000))
                }
                ended += 1
            } catch is CapReached {}
        }
        return ended
    }
}
