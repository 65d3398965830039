package import Domain

extension Store {
    /// Every key that ever signed receipts, the newest first.
    package func receiptKeys() async throws -> [PublicReceiptKey] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT public, created_at, retired_at FROM receipt_key
                ORDER BY retired_at IS NOT NULL, retired_at DESC
                """
            ) { row in
                PublicReceiptKey(
                    bytes: try row.blob(0),
                    createdAt: try row.time(1),
                    retiredAt: try row.optionalTime(2)
                )
            }
        }
    }
}
