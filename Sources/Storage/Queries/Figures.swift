package import Domain

/// What `/metrics` counts.
package struct HouseFigures: Sendable {
    /// Ended tasks of one model, provider and outcome since the first start.
    package struct Ended: Sendable {
        package let slug: String
        package let provider: String
        package let state: String
        package let tasks: Int64
        package let charged: MicroUSD
        package let returned: MicroUSD
        package let milliseconds: Int64
        /// Tasks that took at most 1, 5, 15, 60 and 300 s.
        package let buckets: [Int64]
    }

    package let ended: [Ended]
    package let queued: Int64
    package let running: Int64
    package let oldestQueuedSince: Timestamp?
    package let held: MicroUSD
    package let deliveries: [String: Int64]

    /// Upper bounds of the buckets, in seconds.
    package static let bucketSeconds = [1, 5, 15, 60, 300]
}

extension Store {
    /// Goes through the whole queue, so not on a thread that answers requests.
    package func houseFigures() async throws -> HouseFigures {
        try await database.scan { rows in
            HouseFigures(
                ended: try rows.endedFigures(),
                queued: try rows.count("SELECT COUNT(*) FROM job WHERE owner IS NULL"),
                running: try rows.count("SELECT COUNT(*) FROM job WHERE owner IS NOT NULL"),
                oldestQueuedSince: try rows.first(
                    """
                    SELECT MIN(t.created_at) FROM job j JOIN task t ON t.id = j.task_id
                    WHERE j.owner IS NULL
                    """
                ) { try $0.optionalTime(0) } ?? nil,
                held: MicroUSD(
                    try rows.count("SELECT SUM(held) FROM account WHERE kind = 'customer'")
                ),
                deliveries: Dictionary(
                    uniqueKeysWithValues: try rows.all(
                        "SELECT state, COUNT(*) FROM delivery GROUP BY state"
                    ) { (try $0.text(0), try $0.int(1)) }
                )
            )
        }
    }
}

extension Rows {
    fileprivate borrowing func endedFigures() throws -> [HouseFigures.Ended] {
        try all(
            """
            SELECT slug, provider, state, tasks, charged, returned, milliseconds, le_1, le_5, le_15,
                le_60, le_300
            FROM task_figure ORDER BY slug, provider, state
            """
        ) { row in
            HouseFigures.Ended(
                slug: try row.text(0),
                provider: try row.text(1),
                state: try row.text(2),
                tasks: try row.int(3),
                charged: try row.money(4),
                returned: try row.money(5),
                milliseconds: try row.int(6),
                buckets: try (7...11).map { try row.int($0) }
            )
        }
    }
}
