package import Domain

/// Callbacks of one account to one address that do not arrive.
package struct DeliveryTrouble: Hashable, Sendable {
    package let accountID: Int64
    package let url: String
    package let pending: Int64
    package let exhausted: Int64
    package let since: Timestamp
    /// The last answer or error.
    package let last: String
}

extension Store {
    /// Addresses with callbacks that were tried and not taken, the most first.
    package func deliveryTroubles(limit: Int) async throws -> [DeliveryTrouble] {
        try await database.scan { rows in
            try rows.all(
                """
                SELECT account_id, url, pending, exhausted, since,
                    (SELECT COALESCE(a.error, 'status ' || a.status) FROM delivery_attempt a
                        WHERE a.delivery_id = newest ORDER BY a.number DESC LIMIT 1)
                FROM (
                    SELECT account_id, url, SUM(state = 'pending') AS pending,
                        SUM(state = 'exhausted') AS exhausted, MIN(created_at) AS since,
                        MAX(id) AS newest
                    FROM delivery WHERE state <> 'delivered' AND tries > 0
                    GROUP BY account_id, url ORDER BY COUNT(*) DESC LIMIT \(limit)) AS part
                """
            ) { row in
                DeliveryTrouble(
                    accountID: try row.int(0),
                    url: try row.text(1),
                    pending: try row.int(2),
                    exhausted: try row.int(3),
                    since: try row.time(4),
                    last: try row.optionalText(5) ?? ""
                )
            }
        }
    }
}
