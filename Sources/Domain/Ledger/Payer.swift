/// Whose money pays for a task.
package enum Payer: String, Sendable, Codable {
    /// The account's own prepaid balance.
    case customer
    /// The house's playground allowance.
    case playground
    /// Nobody: Sandbox variants called as such, and test keys. The hold is 0 and there are no entries.
    case none
}

/// Who bears what an attempt cost us at the provider.
package enum CostBearer: String, Sendable, Codable {
    /// Part of a sale: revenue minus this is the margin.
    case margin
    /// A second purchase after an uncertain outcome, or an answer that we could not use.
    case loss
    /// A playground run.
    case playground
}

/// The ledger's own accounts. Their balance is the sum of their entries; no row is updated per task.
package enum SystemAccount: Int64, CaseIterable, Sendable {
    case issuedPaid = 1
    case issuedPromo = 2
    case revenue = 3
    case breakage = 4
    case playground = 5
    case adjustment = 6

    package var kind: String {
        switch self {
        case .issuedPaid: "issued_paid"
        case .issuedPromo: "issued_promo"
        case .revenue: "revenue"
        case .breakage: "breakage"
        case .playground: "playground"
        case .adjustment: "adjustment"
        }
    }
}

/// What an entry in the ledger says happened.
package enum EntryKind: String, Sendable {
    case grant, settle, breakage, adjustment
}

/// Where credit came from.
package enum GrantKind: String, Sendable, Codable {
    case paid, promo
}
