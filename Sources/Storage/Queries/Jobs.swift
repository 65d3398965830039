package import Domain

extension Store {
    /// nil when the job is not this node's any more.
    package func jobToRun(_ task: TaskID) async throws -> JobToRun? {
        let node = node
        return try await database.read { rows in
            let last = try rows.first(
                """
                SELECT provider, model, parameters, call_id, expected_cost, upstream_id, outcome,
                    provider_key
                FROM attempt WHERE task_id = \(task) ORDER BY number DESC LIMIT 1
                """
            ) { row in
                LastAttempt(
                    provider: try row.text(0),
                    model: try row.text(1),
                    parameters: try row.json(2),
                    callID: try row.text(3),
                    expectedCost: try row.money(4),
                    upstreamID: try row.optionalText(5),
                    outcome: try row.text(6),
                    providerKey: try row.optionalInt(7)
                )
            }
            return try rows.first(
                """
                SELECT t.account_id, t.slug, t.served_by, t.is_stand_in, k.is_test, t.input, t.payer,
                    t.price_version, t.held, t.request_id, j.attempt, j.failures, j.crashes,
                    j.bought_again, j.deadline_at, j.allowed_ms,
                    CASE WHEN k.is_built_in = 1 THEN t.metadata END
                FROM job j JOIN task t ON t.id = j.task_id JOIN api_key k ON k.id = t.key_id
                WHERE j.task_id = \(task) AND j.owner = \(node)
                """
            ) { row in
                JobToRun(
                    taskID: task,
                    accountID: try row.int(0),
                    slug: try row.text(1),
                    servedBy: try row.optionalText(2),
                    isStandIn: try row.bool(3),
                    isTest: try row.bool(4),
                    isBlind: try rows.isBlind(row.optionalText(16)),
                    input: CheckedInput(json: row.readableJSON(5)),
                    payer: try row.word(6, as: Payer.self),
                    priceVersion: try row.text(7),
                    held: try row.money(8),
                    requestID: try row.text(9),
                    attempt: Int(try row.int(10)),
                    failures: Int(try row.int(11)),
                    crashes: Int(try row.int(12)),
                    hasBoughtAgain: try row.int(13) > 0,
                    deadlineAt: try row.optionalTime(14),
                    allowed: .milliseconds(try row.int(15)),
                    lastAttempt: last
                )
            }
        }
    }

    /// The tasks that have not ended.
    package func liveTasks() async throws -> Set<String> {
        try await database.read { rows in
            Set(try rows.all("SELECT task_id FROM job") { try $0.text(0) })
        }
    }

    /// A queued job could be started now. Looks at the head of the queue, not at all of it.
    package func hasJobDue() async throws -> Bool {
        let now = clock.steady()
        return try await database.read { rows in
            try rows.count(
                "SELECT 1 FROM job WHERE owner IS NULL AND run_at <= \(now) LIMIT 1"
            ) == 1
        }
    }
}

extension Rows {
    /// Whether the run that the metadata of a task made on our pages names hides its models.
    fileprivate borrowing func isBlind(_ metadata: String?) throws -> Bool {
        guard let metadata,
            let run = try JSONValue.parse(metadata, excessMarks: .cut)["run"]?.stringValue
        else {
            return false
        }
        return try first("SELECT is_blind FROM run WHERE id = \(run)") { try $0.bool(0) } ?? false
    }
}
