package import Domain

extension Store {
    package func set(_ rule: ProviderRule) async throws {
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO provider_rule (provider, priority, weight, concurrency, day_budget,
                    is_off)
                VALUES (\(rule.provider), \(rule.priority), \(rule.weight), \(rule.concurrency),
                    \(rule.dayBudget), \(rule.isOff))
                ON CONFLICT (provider) DO UPDATE SET priority = excluded.priority,
                    weight = excluded.weight, concurrency = excluded.concurrency,
                    day_budget = excluded.day_budget, is_off = excluded.is_off
                """
            )
        }
    }
}
