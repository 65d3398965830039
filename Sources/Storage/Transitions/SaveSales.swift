package import Domain

extension Store {
    /// Decisions on variants, and the prices that follow from them, in one transaction.
    package func save(_ sales: [Sale], publishing prices: [PublishedPrice]) async throws {
        let now = clock.wall()
        try await database.write { tx in
            for sale in sales {
                try tx.run(
                    """
                    INSERT INTO sale (slug, rule, is_off, author, at)
                    VALUES (\(sale.slug), \(sale.rule?.json.text()), \(sale.isOff),
                        \(sale.author), \(sale.at))
                    ON CONFLICT (slug) DO UPDATE SET rule = excluded.rule, is_off = excluded.is_off,
                        author = excluded.author, at = excluded.at
                    """
                )
            }
            for price in prices { try tx.publish(price, at: now) }
        }
    }

    package func sales() async throws -> [Sale] {
        try await database.read { rows in
            try rows.all("SELECT slug, rule, is_off, author, at FROM sale ORDER BY slug") { row in
                Sale(
                    slug: try row.text(0),
                    rule: try row.optionalText(1) == nil ? nil : PriceRule(json: try row.json(1)),
                    isOff: try row.bool(2),
                    author: try row.text(3),
                    at: try row.time(4)
                )
            }
        }
    }
}
