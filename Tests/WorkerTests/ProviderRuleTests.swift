import Domain
import Storage
import TestKit
import Testing

@testable import Worker

@Suite struct `Rules of providers` {
    private func rules(_ all: [ProviderRule], in test: TestStore) async throws -> ProviderRules {
        for rule in all { try await test.store.set(rule) }
        let rules = ProviderRules()
        try await rules.refresh(from: test.store)
        return rules
    }

    private func rule(
        _ provider: String,
        priority: Int64 = 100,
        weight: Int64 = 1,
        budget: MicroUSD? = nil,
        isOff: Bool = false
    ) -> ProviderRule {
        ProviderRule(
            provider: provider,
            priority: priority,
            weight: weight,
            concurrency: nil,
            dayBudget: budget,
            isOff: isOff
        )
    }

    private let three = [(name: "a", value: "a"), (name: "b", value: "b"), (name: "c", value: "c")]

    @Test func `without rules the price list's order stays`() {
        #expect(ProviderRules().ordered(three, draw: "task_1") == ["a", "b", "c"])
    }

    @Test func `the lowest priority is asked first, and those without a rule keep their place`()
        async throws
    {
        let test = try await TestStore()
        let rules = try await rules([rule("c", priority: 1), rule("a", priority: 900)], in: test)
        for draw in 0..<20 {
            #expect(rules.ordered(three, draw: "task_\(draw)") == ["c", "b", "a"])
        }
    }

    @Test func `equals share by their weights`() async throws {
        let test = try await TestStore()
        let rules = try await rules(
            [rule("a", priority: 1, weight: 3), rule("b", priority: 1)],
            in: test
        )
        let first = (0..<4_000).count { draw in
            rules.ordered(three, draw: "task_\(draw)").first == "a"
        }
        // Three quarters of 4,000; the draws are always the same, so this cannot waver.
        #expect((2_900...3_100).contains(first))
    }

    @Test func `off, or as dear as its budget today, is not asked; tomorrow it is`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 10)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task))
        let line = CostLine(
            attempt: attempt,
            provider: "a",
            amount: MicroUSD(10_000),
            bearer: .margin
        )
        let end = test.success(task, attempt: attempt, charge: .picture, costs: [line])
        #expect(try await test.store.settle(end, attempt: attempt))
        let rules = try await rules(
            [
                rule("a", budget: MicroUSD(10_000)), rule("b", budget: MicroUSD(10_000)),
                rule("c", isOff: true),
            ],
            in: test
        )
        #expect(["a", "b", "c", "d"].map(rules.allows) == [false, true, false, true])
        test.time.advance(by: .seconds(86_400))
        try await rules.refresh(from: test.store)
        #expect(rules.allows("a"))
        try await expectCleanAudit(test)
    }
}
