/// How an operator wants a provider to be used.
package struct ProviderRule: Hashable, Sendable {
    package let provider: String
    /// The lowest is asked first.
    package let priority: Int64
    /// Its share among those of the same priority.
    package let weight: Int64
    /// Calls at the same time; nil: what the provider allows.
    package let concurrency: Int64?
    /// What its calls may cost us in a day (UTC); nil: no limit.
    package let dayBudget: MicroUSD?
    /// No new calls. Those that run go on.
    package let isOff: Bool

    package init(
        provider: String,
        priority: Int64,
        weight: Int64,
        concurrency: Int64?,
        dayBudget: MicroUSD?,
        isOff: Bool
    ) {
        self.provider = provider
        self.priority = priority
        self.weight = weight
        self.concurrency = concurrency
        self.dayBudget = dayBudget
        self.isOff = isOff
    }

    /// Where a provider without a rule stands; those with lower figures are asked before it.
    package static let standardPriority: Int64 = 100
}
