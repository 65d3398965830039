package import Domain

/// A price that holds for ten minutes.
package struct SavedQuote: Hashable, Sendable {
    package let id: String
    package let accountID: Int64
    /// Of the body without its quoteId.
    package let fingerprint: String
    package let slug: String
    package let priceVersion: String
    package let hold: MicroUSD
    /// Steady.
    package let expiresAt: Timestamp

    package init(
        id: String,
        accountID: Int64,
        fingerprint: String,
        slug: String,
        priceVersion: String,
        hold: MicroUSD,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.fingerprint = fingerprint
        self.slug = slug
        self.priceVersion = priceVersion
        self.hold = hold
        self.expiresAt = expiresAt
    }
}

extension Store {
    package func save(_ quote: SavedQuote) async throws {
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO quote (id, account_id, fingerprint, slug, price_version, hold, expires_at)
                VALUES (\(quote.id), \(quote.accountID), \(quote.fingerprint), \(quote.slug),
                    \(quote.priceVersion), \(quote.hold), \(quote.expiresAt))
                """
            )
        }
    }

    package func quote(_ id: String, account: Int64) async throws -> SavedQuote? {
        try await database.read { rows in
            try rows.first(
                """
                SELECT fingerprint, slug, price_version, hold, expires_at FROM quote
                WHERE id = \(id) AND account_id = \(account)
                """
            ) { row in
                SavedQuote(
                    id: id,
                    accountID: account,
                    fingerprint: try row.text(0),
                    slug: try row.text(1),
                    priceVersion: try row.text(2),
                    hold: try row.money(3),
                    expiresAt: try row.time(4)
                )
            }
        }
    }
}
