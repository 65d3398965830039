import Domain
import Storage
import TestKit
import Testing

@Suite struct Auditing {
    /// A house with one task of each kind.
    private func house() async throws -> (test: TestStore, account: Int64, open: TaskID) {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 10)
        let sold = try await test.accept(test.order(customer, callbackURL: "https://a.example"))
        try await test.succeed(sold)
        try await test.fail(try await test.accept(test.order(customer)))
        let free = try await test.accept(test.order(customer, hold: .zero))
        try await test.succeed(free, charge: .zero)
        let allowance = Allowance(account: .picture * 2, house: .picture * 2)
        try await test.succeed(
            try await test.accept(test.order(customer, allowance: allowance))
        )
        let open = try await test.accept(test.order(customer))
        return (test, customer.accountID, open)
    }

    @Test func `counts what it looked at`() async throws {
        let (test, _, _) = try await house()
        let report = try await test.store.audit()
        #expect(report.problems == [])
        #expect(
            [report.accounts, report.entries, report.openHolds, report.tasks] == [1, 3, 1, 5]
        )
    }

    struct Damage: Sendable {
        let script: String
        let invariant: String
    }

    private static let damages = [
        Damage(
            script: "UPDATE account SET credited = credited + 1 WHERE kind = 'customer'",
            invariant: "credited is the sum"
        ),
        Damage(
            script: "UPDATE account SET spent = spent + 1 WHERE kind = 'customer'",
            invariant: "spent is the sum"
        ),
        Damage(
            script: "UPDATE account SET held = held - 1 WHERE kind = 'customer'",
            invariant: "held is the sum of open holds"
        ),
        Damage(
            script: "UPDATE account SET spent = 5 WHERE id = 3",
            invariant: "system accounts are moved by entries only"
        ),
        Damage(script: "DELETE FROM hold", invariant: "every live task has a hold and a job"),
        Damage(script: "DELETE FROM job", invariant: "every open hold has a live task and a job"),
        Damage(
            script: "UPDATE hold SET amount = amount + 1",
            invariant: "every open hold has a live task and a job"
        ),
        Damage(
            script: "DELETE FROM entry WHERE kind = 'settle'",
            invariant: "a success was settled once"
        ),
        Damage(
            script: """
                DELETE FROM task WHERE state = 'waiting'; DELETE FROM hold;
                UPDATE account SET held = 0; UPDATE key_spend SET total_used = 28000
                """,
            invariant: "every job has a live task"
        ),
        Damage(
            script: "UPDATE key_spend SET total_used = total_used + 1 WHERE kind = 'key'",
            invariant: "the total of each key and account"
        ),
        Damage(
            script: "UPDATE key_spend SET total_used = total_used + 1 WHERE kind = 'account'",
            invariant: "the total of each key and account"
        ),
        Damage(
            script: "UPDATE key_spend SET hour_used = total_used + 1 WHERE kind = 'key'",
            invariant: "no window's use is above its total"
        ),
        Damage(
            script: "UPDATE credit_grant SET remaining = remaining - 1",
            invariant: "what is left in grants"
        ),
        Damage(
            script:
                "UPDATE key_spend SET total_used = total_used + 1 WHERE kind = 'playground_house'",
            invariant: "the allowances' totals are what the house paid"
        ),
        Damage(
            script: "UPDATE task SET list_price = list_price - 1 WHERE payer = 'playground'",
            invariant: "a run that the house paid was settled once"
        ),
        Damage(
            script: "UPDATE task SET payer = 'none' WHERE payer = 'playground'",
            invariant: "the house pays for playground runs only"
        ),
        Damage(script: "DELETE FROM delivery", invariant: "every ended task with a callback"),
        Damage(
            script: "UPDATE attempt SET outcome = 'running'",
            invariant: "no ended task has a call that still runs"
        ),
        Damage(
            script: """
                INSERT INTO entry (id, kind, debit, credit, amount, task_id, day, at, position,
                    chain)
                SELECT 'settle:' || id, 'settle', account_id, 3, 1, id, '2026-03-10', 0, 9, ''
                FROM task WHERE state = 'fail'
                """,
            invariant: "what failed, or nobody pays for, charged nothing"
        ),
    ]

    @Test(arguments: damages.indices)
    func `tells each invariant that is broken`(index: Int) async throws {
        let damage = Self.damages[index]
        let (test, _, _) = try await house()
        try test.tamper(damage.script)
        let problems = try await test.store.audit().problems
        #expect(
            problems.contains { $0.hasPrefix(damage.invariant) },
            "\(damage.script) gave \(problems)"
        )
    }

    @Test(arguments: [
        "amount = amount + 1", "credit = 4", "at = at + 1", "slug = 'other'", "key_id = 77",
        "user_tag = 'other'", "task_id = NULL", "day = '2026-03-11'", "chain = 'x'",
        "position = 7",
    ])
    func `names an entry that was changed afterwards`(change: String) async throws {
        let (test, account, _) = try await house()
        try test.tamper("UPDATE entry SET \(change) WHERE kind = 'settle' AND debit <> 5")
        let problems = try await test.store.audit().problems
        let chain = problems.filter { $0.hasPrefix("the chain of entries of account \(account)") }
        #expect(chain.count == 1)
        #expect(chain.first?.contains("broken at settle:task_") == true)
    }

    @Test func `notices an entry that is missing at the end of a chain`() async throws {
        let (test, account, _) = try await house()
        try test.tamper("DELETE FROM entry WHERE kind = 'settle' AND debit <> 5")
        let problems = try await test.store.audit().problems
        #expect(
            problems.contains(
                "the chain of entries of account \(account): does not end as the account says"
            )
        )
    }

    @Test func `reports ten offenders of an invariant, not all of them`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 30)
        for _ in 0..<30 { _ = try await test.accept(test.order(customer)) }
        try test.tamper("DELETE FROM job")
        let problems = try await test.store.audit().problems
        #expect(problems.count { $0.hasPrefix("every open hold") } == 10)
    }
}
