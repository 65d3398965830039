package import Domain

/// How a variant did lately: from real tasks, nil where there were none.
package struct VariantFigures: Hashable, Sendable {
    package let tasks: Int64
    package let successes: Int64
    /// Median time from accept to end of successful tasks.
    package let medianMilliseconds: Int64?
}

/// What `/metrics` counts.
package struct HouseFigures: Sendable {
    package struct TaskCount: Sendable {
        package let slug: String
        package let provider: String
        package let state: String
        package let count: Int64
    }

    package let tasks: [TaskCount]
    package let queued: Int64
    package let running: Int64
    package let oldestQueuedSince: Timestamp?
    package let held: MicroUSD
    package let spent: MicroUSD
    package let returned: MicroUSD
    package let deliveries: [String: Int64]
}

extension Store {
    /// Over the newest `limit` ended tasks of the variant.
    package func figures(slug: String, limit: Int) async throws -> VariantFigures {
        try await database.read { rows in
            let ended = try rows.all(
                """
                SELECT state, completed_at - created_at FROM task
                WHERE slug = \(slug) AND completed_at IS NOT NULL AND fail_class IS NOT 'cancelled'
                ORDER BY id DESC LIMIT \(limit)
                """
            ) { (try $0.text(0), try $0.int(1)) }
            let times = ended.filter { $0.0 == "success" }.map(\.1).sorted()
            return VariantFigures(
                tasks: Int64(ended.count),
                successes: Int64(times.count),
                medianMilliseconds: times.isEmpty ? nil : times[times.count / 2]
            )
        }
    }

    /// Reads every task, so not on a thread that answers requests.
    package func houseFigures() async throws -> HouseFigures {
        try await database.scan { rows in
            let tasks = try rows.all(
                """
                SELECT t.slug, COALESCE((SELECT a.provider FROM attempt a WHERE a.task_id = t.id
                    ORDER BY a.number DESC LIMIT 1), 'none'), t.state, COUNT(*)
                FROM task t GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                """
            ) { row in
                HouseFigures.TaskCount(
                    slug: try row.text(0),
                    provider: try row.text(1),
                    state: try row.text(2),
                    count: try row.int(3)
                )
            }
            let money = try rows.first(
                """
                SELECT COALESCE(SUM(held), 0), COALESCE(SUM(spent), 0) FROM account
                WHERE kind = 'customer'
                """
            ) { (try $0.money(0), try $0.money(1)) }
            let returned = try rows.first(
                """
                SELECT COALESCE(SUM(held - charged), 0) FROM task
                WHERE completed_at IS NOT NULL AND payer = 'customer'
                """
            ) { try $0.money(0) }
            let deliveries = try rows.all("SELECT state, COUNT(*) FROM delivery GROUP BY state") {
                (try $0.text(0), try $0.int(1))
            }
            return HouseFigures(
                tasks: tasks,
                queued: try rows.count("SELECT COUNT(*) FROM job WHERE owner IS NULL"),
                running: try rows.count("SELECT COUNT(*) FROM job WHERE owner IS NOT NULL"),
                oldestQueuedSince: try rows.first(
                    """
                    SELECT MIN(t.created_at) FROM job j JOIN task t ON t.id = j.task_id
                    WHERE j.owner IS NULL
                    """
                ) { try $0.optionalTime(0) } ?? nil,
                held: money?.0 ?? .zero,
                spent: money?.1 ?? .zero,
                returned: returned ?? .zero,
                deliveries: Dictionary(uniqueKeysWithValues: deliveries)
            )
        }
    }
}
