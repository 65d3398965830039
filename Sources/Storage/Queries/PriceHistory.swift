package import Domain

/// A price as it was published, and since when.
package struct PriceOfDay: Hashable, Sendable {
    package let slug: String
    package let rule: PriceRule
    package let from: Timestamp
    /// Where it comes from: the price list, or the operator.
    package let source: String
}

extension Store {
    /// Every price that ever counted, oldest first; one that came back stands there twice.
    package func priceHistory() async throws -> [PriceOfDay] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT c.slug, p.rule, c.at, c.source FROM price_change c
                JOIN price p ON p.version = c.version ORDER BY c.at, c.slug
                """
            ) { row in
                guard let rule = PriceRule(json: try row.json(1)) else {
                    throw row.malformed(1, "not a price rule")
                }
                return PriceOfDay(
                    slug: try row.text(0),
                    rule: rule,
                    from: try row.time(2),
                    source: try row.text(3)
                )
            }
        }
    }
}
