package import Domain

/// New caps of a key or an account. A nil field stays as it is.
package struct CapsOrder: Sendable {
    package let kind: SpendKind
    package let id: Int64
    package let hour: MicroUSD?
    package let day: MicroUSD?
    package let month: MicroUSD?
    package let total: MicroUSD?
    package let alert: MicroUSD?
    /// Frees windows that a wrong clock pushed ahead of time.
    package let resetsWindows: Bool

    package init(
        kind: SpendKind,
        id: Int64,
        hour: MicroUSD?,
        day: MicroUSD?,
        month: MicroUSD?,
        total: MicroUSD?,
        alert: MicroUSD?,
        resetsWindows: Bool
    ) {
        self.kind = kind
        self.id = id
        self.hour = hour
        self.day = day
        self.month = month
        self.total = total
        self.alert = alert
        self.resetsWindows = resetsWindows
    }
}

extension Store {
    /// Returns the row as it is now; nil when there is no such key or account.
    package func setCaps(_ order: CapsOrder) async throws -> SpendRow? {
        let now = clock.wall()
        return try await database.write { tx in
            try tx.run(
                """
                UPDATE key_spend SET hour_cap = COALESCE(\(order.hour), hour_cap),
                    day_cap = COALESCE(\(order.day), day_cap),
                    month_cap = COALESCE(\(order.month), month_cap),
                    total_cap = COALESCE(\(order.total), total_cap),
                    alert_at = COALESCE(\(order.alert), alert_at)
                WHERE kind = \(order.kind.rawValue) AND id = \(order.id)
                """
            )
            guard var (row, _) = try tx.rows.spendRow(order.kind, order.id) else { return nil }
            if order.resetsWindows {
                row.pullBack(to: now)
                try tx.saveSpend(row)
            }
            return row
        }
    }
}
