package import Domain

/// A price as it was published, and since when.
package struct PriceOfDay: Hashable, Sendable {
    package let slug: String
    package let rule: PriceRule
    package let from: Timestamp
}

extension Store {
    /// Every price that ever was, oldest first.
    package func priceHistory() async throws -> [PriceOfDay] {
        try await database.read { rows in
            try rows.all("SELECT slug, rule, from_at FROM price ORDER BY from_at, slug") { row in
                guard let rule = PriceRule(json: try row.json(1)) else {
                    throw row.malformed(1, "not a price rule")
                }
                return PriceOfDay(slug: try row.text(0), rule: rule, from: try row.time(2))
            }
        }
    }
}
