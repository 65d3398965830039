/// How much one node may start now.
package struct ClaimLimits: Sendable {
    package let slots: Int
    /// Calls at the same time per provider.
    package let perProvider: [String: Int]
    /// Tasks at the same time per account.
    package let perAccount: Int

    package init(slots: Int, perProvider: [String: Int], perAccount: Int) {
        self.slots = slots
        self.perProvider = perProvider
        self.perAccount = perAccount
    }

    /// What a node that drains takes.
    package static let nothing = ClaimLimits(slots: 0, perProvider: [:], perAccount: 0)
}
