package import Domain

/// What waits and runs of one model.
package struct QueueLine: Hashable, Sendable {
    package let slug: String
    package let waiting: Int64
    package let running: Int64
    package let oldest: Timestamp?
    package let isPaused: Bool
}

/// A task that is in the works for long.
package struct LongTask: Hashable, Sendable {
    package let id: TaskID
    package let accountID: Int64
    package let slug: String
    package let provider: String
    package let isRunning: Bool
    package let failures: Int64
    package let acceptedAt: Timestamp
}

extension Store {
    package func queue() async throws -> [QueueLine] {
        try await database.scan { rows in
            try rows.all(
                """
                SELECT slug, SUM(waiting), SUM(running), MIN(oldest), MAX(paused) FROM (
                    SELECT j.slug AS slug, j.owner IS NULL AS waiting, j.owner IS NOT NULL AS running,
                        CASE WHEN j.owner IS NULL THEN t.created_at END AS oldest, 0 AS paused
                    FROM job j JOIN task t ON t.id = j.task_id
                    UNION ALL SELECT slug, 0, 0, NULL, 1 FROM pause) AS part
                GROUP BY slug ORDER BY slug
                """
            ) { row in
                QueueLine(
                    slug: try row.text(0),
                    waiting: try row.int(1),
                    running: try row.int(2),
                    oldest: try row.optionalTime(3),
                    isPaused: try row.bool(4)
                )
            }
        }
    }

    /// Accepted before `moment` and not ended, the oldest first.
    package func longTasks(before moment: Timestamp, limit: Int) async throws -> [LongTask] {
        try await database.scan { rows in
            try rows.all(
                """
                SELECT t.id, t.account_id, t.slug, j.provider, j.owner IS NOT NULL, j.failures,
                    t.created_at
                FROM job j JOIN task t ON t.id = j.task_id
                WHERE t.created_at < \(moment) ORDER BY t.created_at LIMIT \(limit)
                """
            ) { row in
                LongTask(
                    id: try row.taskID(0),
                    accountID: try row.int(1),
                    slug: try row.text(2),
                    provider: try row.text(3),
                    isRunning: try row.bool(4),
                    failures: try row.int(5),
                    acceptedAt: try row.time(6)
                )
            }
        }
    }
}
