package import Domain

/// What may be spent in each window, and when to say that the month comes near it. nil: no limit.
package struct Caps: Hashable, Sendable {
    package var hour: MicroUSD?
    package var day: MicroUSD?
    package var month: MicroUSD?
    package var total: MicroUSD?
    package var alert: MicroUSD?

    package init(
        hour: MicroUSD? = nil,
        day: MicroUSD? = nil,
        month: MicroUSD? = nil,
        total: MicroUSD? = nil,
        alert: MicroUSD? = nil
    ) {
        self.hour = hour
        self.day = day
        self.month = month
        self.total = total
        self.alert = alert
    }
}

extension Store {
    /// Exactly these.
    package func setCaps(_ kind: SpendKind, _ id: Int64, to caps: Caps) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE key_spend SET hour_cap = \(caps.hour), day_cap = \(caps.day),
                    month_cap = \(caps.month), total_cap = \(caps.total), alert_at = \(caps.alert)
                WHERE kind = \(kind.rawValue) AND id = \(id)
                """
            )
        }
    }

    /// The month's and the alert exactly so; the other windows stay as they are.
    package func setMonth(
        _ kind: SpendKind,
        _ id: Int64,
        cap: MicroUSD?,
        alert: MicroUSD?
    ) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE key_spend SET month_cap = \(cap), alert_at = \(alert)
                WHERE kind = \(kind.rawValue) AND id = \(id)
                """
            )
        }
    }
}
