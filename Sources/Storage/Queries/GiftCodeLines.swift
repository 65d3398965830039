package import Domain

/// A code as the operator sees it: its text was shown once.
package struct GiftCodeLine: Hashable, Sendable {
    package let id: Int64
    package let hint: String
    package let amount: MicroUSD
    package let uses: Int64
    package let usesLeft: Int64
    package let note: String
    package let expiresAt: Timestamp?
    package let createdAt: Timestamp
}

extension Store {
    /// The newest first.
    package func giftCodes(limit: Int) async throws -> [GiftCodeLine] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT id, hint, amount, uses, uses_left, note, expires_at, created_at
                FROM gift_code ORDER BY id DESC LIMIT \(limit)
                """
            ) { row in
                GiftCodeLine(
                    id: try row.int(0),
                    hint: try row.text(1),
                    amount: try row.money(2),
                    uses: try row.int(3),
                    usesLeft: try row.int(4),
                    note: try row.text(5),
                    expiresAt: try row.optionalTime(6),
                    createdAt: try row.time(7)
                )
            }
        }
    }
}
