package import Domain

extension Store {
    package func providerRules() async throws -> [ProviderRule] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT provider, priority, weight, concurrency, day_budget, is_off
                FROM provider_rule ORDER BY provider
                """
            ) { row in
                ProviderRule(
                    provider: try row.text(0),
                    priority: try row.int(1),
                    weight: try row.int(2),
                    concurrency: try row.optionalInt(3),
                    dayBudget: try row.optionalMoney(4),
                    isOff: try row.bool(5)
                )
            }
        }
    }

    /// What each provider's calls cost us since a moment, whoever bore it.
    package func providerCosts(since moment: Timestamp) async throws -> [String: MicroUSD] {
        try await database.scan { rows in
            let costs = try rows.all(
                "SELECT provider, SUM(amount) FROM cost WHERE at >= \(moment) GROUP BY provider"
            ) { (try $0.text(0), try $0.money(1)) }
            return Dictionary(uniqueKeysWithValues: costs)
        }
    }
}
