package import Domain

extension Store {
    /// What may be spent in a month, and when to say that it comes near: exactly these, nil for none.
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
