import Domain
import Storage
import TestKit
import Testing

@Suite struct Operating {
    @Test func `a code gives its credit once an account, and to so many accounts`() async throws {
        let test = try await TestStore()
        let code = try #require(GiftCode(random: Array(1...12)))
        let amount = MicroUSD(5_000_000)
        try await test.store.save([
            NewGiftCode(code: code, amount: amount, uses: 2, note: "", expiresAt: nil)
        ])
        var customers: [TestCustomer] = []
        for _ in 0..<3 { customers.append(try await test.customer()) }
        for customer in customers.prefix(2) {
            #expect(try await test.store.redeem(code, account: customer.accountID) == amount)
            #expect(try await test.balance(of: customer).available == amount)
        }
        await #expect(throws: GiftCodeRefusal.redeemedBefore) {
            _ = try await test.store.redeem(code, account: customers[0].accountID)
        }
        await #expect(throws: GiftCodeRefusal.notValid) {
            _ = try await test.store.redeem(code, account: customers[2].accountID)
        }
        #expect(try await test.balance(of: customers[2]).available == .zero)
        #expect(try await test.store.giftCodes(limit: 5).map(\.usesLeft) == [0])
        try await expectCleanAudit(test)
    }

    @Test func `many that redeem at once get no more than there is`() async throws {
        let test = try await TestStore()
        let code = try #require(GiftCode(random: Array(1...12)))
        try await test.store.save([
            NewGiftCode(code: code, amount: .picture, uses: 3, note: "", expiresAt: nil)
        ])
        var accounts: [Int64] = []
        for _ in 0..<8 { accounts.append(try await test.customer().accountID) }
        let given = await withTaskGroup(of: Bool.self) { group in
            for account in accounts + accounts {
                group.addTask {
                    (try? await test.store.redeem(code, account: account)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(given == 3)
        try await expectCleanAudit(test)
    }

    @Test func `a code that has ended or never was is refused alike`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let codes = [1, 2, 3].compactMap { GiftCode(random: Array(repeating: $0, count: 12)) }
        try await test.store.save([
            NewGiftCode(code: codes[0], amount: .picture, uses: 1, note: "", expiresAt: nil),
            NewGiftCode(
                code: codes[1],
                amount: .picture,
                uses: 1,
                note: "",
                expiresAt: test.time.wall + .seconds(60)
            ),
        ])
        let ids = try await test.store.giftCodes(limit: 5).map(\.id)
        #expect(try await test.store.endGiftCode(try #require(ids.last)))
        test.time.advance(by: .seconds(60))
        for code in codes {
            await #expect(throws: GiftCodeRefusal.notValid) {
                _ = try await test.store.redeem(code, account: customer.accountID)
            }
        }
        try await expectCleanAudit(test)
    }

    @Test(arguments: [
        "actor = 'somebody else'", "detail = '{}'", "at = at + 1", "subject = ''",
        "position = 9",
    ])
    func `the operators' log tells that a line was changed`(change: String) async throws {
        let test = try await TestStore()
        for amount in 1...3 {
            try await test.store.log(
                AdminAct(
                    actor: "root@example.com",
                    action: "grant",
                    subject: "1001",
                    detail: ["usd": .int(Int64(amount))]
                )
            )
        }
        try await expectCleanAudit(test)
        try test.tamper("UPDATE admin_log SET \(change) WHERE position = 2")
        let problems = try await test.store.audit().problems
        #expect(problems == ["the operators' log: broken at line 2"])
    }

    @Test func `the operators' log tells that its last line was taken away`() async throws {
        let test = try await TestStore()
        for action in ["grant", "suspend-account"] {
            try await test.store.log(
                AdminAct(actor: "root", action: action, subject: "1001", detail: [:])
            )
        }
        try test.tamper("DELETE FROM admin_log WHERE position = 2")
        let problems = try await test.store.audit().problems
        #expect(problems == ["the operators' log: lines are missing at its end"])
    }

    @Test func `tasks of a paused model wait, others run, and they run when it goes on`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 10)
        try await test.store.pause(slug: "test-picture")
        let waiting = try await test.accept(test.order(customer))
        let other = try await test.accept(test.order(customer, slug: "another"))
        _ = try await test.store.claim(.all)
        #expect(try await test.store.jobToRun(waiting) == nil)
        #expect(try await test.store.jobToRun(other) != nil)
        let lines = try await test.store.queue()
        #expect(lines.map(\.slug) == ["another", "test-picture"])
        #expect(lines.map(\.isPaused) == [false, true])
        try await test.store.resume(slug: "test-picture")
        #expect(try await test.store.claim(.all) == [waiting])
        try await expectCleanAudit(test)
    }
}
