package import Domain

/// How long things are kept.
package struct RetentionPolicy: Sendable {
    package let records: Duration
    package let deliveryLog: Duration

    package init(records: Duration, deliveryLog: Duration) {
        self.records = records
        self.deliveryLog = deliveryLog
    }
}

/// A task whose outputs are due for deletion.
package struct ExpiredOutputs: Hashable, Sendable {
    package let taskID: TaskID
    package let paths: [String]
}

extension Store {
    /// Outputs past their date, oldest first.
    package func expiredOutputs(limit: Int) async throws -> [ExpiredOutputs] {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.all(
                """
                SELECT id, outputs FROM task WHERE expires_at IS NOT NULL AND expires_at <= \(now)
                    AND outputs <> '[]'
                ORDER BY expires_at LIMIT \(limit)
                """
            ) { row in
                let outputs = try row.json(1).arrayValue ?? []
                return ExpiredOutputs(
                    taskID: try row.taskID(0),
                    paths: outputs.compactMap { Output(json: $0)?.path }
                )
            }
        }
    }

    /// The files are gone; the record stays, and says when they went.
    package func forgetOutputs(of tasks: [TaskID]) async throws {
        try await database.write { tx in
            for task in tasks { try tx.run("UPDATE task SET outputs = '[]' WHERE id = \(task)") }
        }
    }

    /// The same before its time, because the owner wants it.
    package func endOutputs(of task: TaskID) async throws {
        let now = clock.wall()
        try await database.write { tx in
            try tx.run(
                "UPDATE task SET outputs = '[]', expires_at = \(now) WHERE id = \(task)"
            )
        }
    }

    /// Deletes a batch of old records, logs, keys of repetitions and quotes. Entries, costs and
    /// prices are never deleted. Returns how many rows went: call again while it is not 0.
    package func sweep(_ policy: RetentionPolicy, limit: Int) async throws -> Int {
        let (wall, steady) = (clock.wall(), clock.steady())
        let oldRecord = TaskID(
            milliseconds: max(0, (wall - policy.records).milliseconds),
            high: 0,
            low: 0
        )
        let oldLog = wall - policy.deliveryLog
        return try await database.write { tx in
            let tasks = try tx.rows.all(
                """
                SELECT id FROM task WHERE id < \(oldRecord) AND completed_at IS NOT NULL
                    AND outputs = '[]' ORDER BY id LIMIT \(limit)
                """
            ) { try $0.text(0) }
            for task in tasks { try tx.deleteRecord(task) }
            let runs = try tx.sweepRuns(limit, before: wall - policy.records)
            return try tasks.count + runs
                + tx.sweepLogs(limit, wall: wall, steady: steady, oldLog: oldLog)
        }
    }

    /// Books credit that has expired, as far as no open hold needs it.
    package func expireGrants(limit: Int) async throws -> Int {
        let now = clock.wall()
        return try await database.write { tx in
            let accounts = try tx.rows.all(
                """
                SELECT DISTINCT g.account_id FROM credit_grant g JOIN account a ON a.id = g.account_id
                WHERE g.remaining > 0 AND g.expires_at <= \(now)
                    AND a.credited - a.spent - a.held > 0
                LIMIT \(limit)
                """
            ) { try $0.int(0) }
            for id in accounts {
                guard var account = try tx.rows.accountRow(id) else { continue }
                try tx.bookBreakage(of: &account, at: now)
                try tx.save(account)
            }
            return accounts.count
        }
    }
}

extension Tx {
    /// Comparisons are kept as long as the records of their tasks.
    fileprivate borrowing func sweepRuns(_ limit: Int, before moment: Timestamp) throws -> Int {
        let runs = try rows.all(
            "SELECT id FROM run WHERE created_at < \(moment) LIMIT \(limit)"
        ) { try $0.text(0) }
        for run in runs {
            try self.run("DELETE FROM run_cell WHERE run_id = \(run)")
            try self.run("DELETE FROM run WHERE id = \(run)")
        }
        return runs.count
    }

    /// What goes by its own date, not with a record.
    fileprivate borrowing func sweepLogs(
        _ limit: Int,
        wall: Timestamp,
        steady: Timestamp,
        oldLog: Timestamp
    ) throws -> Int {
        var count = 0
        count += try run(
            """
            DELETE FROM delivery_attempt WHERE delivery_id IN (
                SELECT delivery_id FROM delivery_attempt WHERE at < \(oldLog) LIMIT \(limit))
                AND at < \(oldLog)
            """
        )
        count += try run(
            """
            DELETE FROM idempotency WHERE (account_id, endpoint, key) IN (
                SELECT account_id, endpoint, key FROM idempotency
                WHERE expires_at < \(wall) LIMIT \(limit))
            """
        )
        count += try run(
            """
            DELETE FROM client_try WHERE task_id IN (
                SELECT task_id FROM client_try WHERE at < \(wall - ClientRetry.window)
                LIMIT \(limit))
            """
        )
        count += try run(
            """
            DELETE FROM quote WHERE id IN (
                SELECT id FROM quote WHERE expires_at < \(steady) LIMIT \(limit))
            """
        )
        let oldHour = HourFigure.hour(of: wall) - (TrackRecord.length + 1) * 24
        count += try run(
            """
            DELETE FROM task_hour WHERE (hour, slug, outcome, bucket) IN (
                SELECT hour, slug, outcome, bucket FROM task_hour
                WHERE hour < \(oldHour) LIMIT \(limit))
            """
        )
        return count
    }

    fileprivate borrowing func deleteRecord(_ task: String) throws {
        try run("DELETE FROM attempt WHERE task_id = \(task)")
        try run(
            """
            DELETE FROM delivery_attempt WHERE delivery_id IN (
                SELECT id FROM delivery WHERE task_id = \(task))
            """
        )
        try run("DELETE FROM delivery WHERE task_id = \(task)")
        // By its key: there is no index by task.
        try run(
            """
            DELETE FROM client_task WHERE (account_id, client_id) IN (
                SELECT account_id, client_id FROM task WHERE id = \(task))
            """
        )
        try run("DELETE FROM task WHERE id = \(task)")
    }
}
