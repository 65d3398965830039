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
            if order.resetsWindows { try tx.resetWindows(order.kind, order.id, at: now) }
            return try tx.rows.spendRow(order.kind, order.id)?.0
        }
    }
}

extension Tx {
    /// An account and its keys stand in equal windows, so they are freed together. Holds that were
    /// counted in a window of the future are given back to none: that window is empty now.
    fileprivate borrowing func resetWindows(
        _ kind: SpendKind,
        _ id: Int64,
        at now: Timestamp
    ) throws {
        let account =
            kind == .key
            ? try rows.first("SELECT account_id FROM api_key WHERE id = \(id)") { try $0.int(0) }
            : id
        guard let account else { return }
        let keys = try rows.all("SELECT id FROM api_key WHERE account_id = \(account)") {
            try $0.int(0)
        }
        for (kind, id) in keys.map({ (SpendKind.key, $0) }) + [(.account, account)] {
            guard var (row, _) = try rows.spendRow(kind, id) else { continue }
            row.pullBack(to: now)
            try saveSpend(row)
        }
        try run(
            """
            UPDATE hold SET
                hour_start = CASE WHEN hour_start > \(now) THEN 0 ELSE hour_start END,
                day_start = CASE WHEN day_start > \(now) THEN 0 ELSE day_start END,
                month_start = CASE WHEN month_start > \(now) THEN 0 ELSE month_start END
            WHERE account_id = \(account)
            """
        )
    }
}
