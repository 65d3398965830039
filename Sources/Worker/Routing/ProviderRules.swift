import Domain
import Foundation
package import Storage
import Synchronization

/// The operator's rules of providers, and what each has cost today, as far as it matters.
package final class ProviderRules: Sendable {
    private struct State {
        var rules: [String: ProviderRule] = [:]
        var costs: [String: MicroUSD] = [:]
    }

    // Guards what the operator changes and the tick reads anew while tasks are routed.
    private let state = Mutex(State())

    package init() {}

    /// Reads rules, and the day's costs if a budget asks for them. Between two looks a budget may be
    /// exceeded by what is called meanwhile.
    package func refresh(from store: Store) async throws {
        let rules = try await store.providerRules()
        let today = CivilDate(store.clock.wall()).start
        let hasBudget = rules.contains { $0.dayBudget != nil }
        let costs = hasBudget ? try await store.providerCosts(since: today) : [:]
        let new = State(
            rules: Dictionary(rules.map { ($0.provider, $0) }, uniquingKeysWith: { $1 }),
            costs: costs
        )
        state.withLock { $0 = new }
    }

    /// New calls may be made: it is on, and within its budget of today.
    package func allows(_ provider: String) -> Bool {
        state.withLock { state in
            guard let rule = state.rules[provider] else { return true }
            guard !rule.isOff else { return false }
            guard let budget = rule.dayBudget else { return true }
            return state.costs[provider] ?? .zero < budget
        }
    }

    func rule(of provider: String) -> ProviderRule? {
        state.withLock { $0.rules[provider] }
    }

    /// Candidates in the order in which they are asked: by priority, and within one in shares of their
    /// weights. The same draw always gives the same order.
    ///
    /// - draw: decides between equals; random, such as a task's id.
    func ordered<T>(_ candidates: [(name: String, value: T)], draw: String) -> [T] {
        let ranked = candidates.enumerated().map { index, candidate in
            let rule = rule(of: candidate.name)
            return (
                // Those without a rule keep the order of the price list.
                priority: rule?.priority ?? ProviderRule.standardPriority + Int64(index),
                place: Self.place(draw + candidate.name, weight: rule?.weight ?? 1),
                value: candidate.value
            )
        }
        return ranked.sorted { ($0.priority, $0.place) < ($1.priority, $1.place) }.map(\.value)
    }

    /// -ln(u) / weight of a u that follows from the text: the smallest of several falls to each in the
    /// share of its weight (Efraimidis and Spirakis, 2006).
    private static func place(_ text: String, weight: Int64) -> Double {
        let bytes = SHA256Text.bytes(of: text.utf8).prefix(7)
        let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let share = (Double(number) + 1) / Double(UInt64(1) << 56 + 1)
        return -log(share) / Double(max(1, weight))
    }
}
