package import Domain

extension Tx {
    borrowing func publish(_ price: PublishedPrice, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO price (version, slug, rule, source, from_at)
            VALUES (\(price.version), \(price.slug), \(price.rule.json.text()), \(price.source),
                \(now))
            ON CONFLICT DO NOTHING
            """
        )
        let last = try rows.first(
            "SELECT version FROM price_change WHERE slug = \(price.slug) ORDER BY at DESC LIMIT 1"
        ) { try $0.text(0) }
        guard last != price.version else { return }
        try run(
            """
            INSERT INTO price_change (slug, at, version, source)
            VALUES (\(price.slug), \(now), \(price.version), \(price.source))
            ON CONFLICT (slug, at) DO UPDATE SET version = excluded.version,
                source = excluded.source
            """
        )
    }
}

extension Store {
    /// Writes what is not there yet. Tasks settle by the version they were accepted under, so an
    /// upgrade in mid-flight changes nothing.
    package func publish(_ prices: [PublishedPrice]) async throws {
        let now = clock.wall()
        try await database.write { tx in
            for price in prices { try tx.publish(price, at: now) }
        }
    }

    /// A version never changes, so each is read once.
    package func price(version: String) async throws -> PublishedPrice? {
        if let known = prices.price(version) { return known }
        let price = try await readPrice(version)
        if let price { prices.keep(price) }
        return price
    }

    private func readPrice(_ version: String) async throws -> PublishedPrice? {
        try await database.read { rows in
            try rows.first("SELECT slug, rule, source FROM price WHERE version = \(version)") {
                row in
                guard let rule = PriceRule(json: try row.json(1)) else {
                    throw row.malformed(1, "not a price rule")
                }
                return PublishedPrice(
                    version: version,
                    slug: try row.text(0),
                    rule: rule,
                    source: try row.text(2)
                )
            }
        }
    }
}

extension PublishedPrice {
    package init(_ variant: Variant) {
        self.init(
            version: variant.priceVersion,
            slug: variant.slug,
            rule: variant.price,
            source: variant.priceSource
        )
    }
}
