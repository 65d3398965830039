package import Domain

extension Store {
    /// Commits the intent. False: the job is no longer ours (cancelled, or fenced); send nothing.
    package func begin(_ order: AttemptOrder) async throws -> Bool {
        let (wall, steady, node) = (clock.wall(), clock.steady(), node)
        let isBegun = try await database.write { tx in
            let changed = try tx.run(
                """
                UPDATE job SET attempt = \(order.number), phase = 'intent',
                    provider = \(order.provider), can_cancel = \(order.canCancel),
                    deadline_at = COALESCE(deadline_at, \(steady) + allowed_ms)
                WHERE task_id = \(order.taskID) AND owner = \(node)
                    AND attempt = \(order.number - 1)
                """
            )
            guard changed == 1 else { return false }
            try tx.move(order.taskID, on: .intended, at: wall)
            try tx.insertAttempt(order, at: wall)
            return true
        }
        if isBegun { bells.ring(order.taskID) }
        return isBegun
    }

    /// An asynchronous upstream took the order: from now on we poll for this id.
    package func submitted(_ task: TaskID, attempt: Int, upstreamID: String) async throws -> Bool {
        let node = node
        return try await database.write { tx in
            let changed = try tx.run(
                """
                UPDATE job SET phase = 'submitted'
                WHERE task_id = \(task) AND owner = \(node) AND attempt = \(attempt)
                """
            )
            guard changed == 1 else { return false }
            try tx.run(
                """
                UPDATE attempt SET upstream_id = \(upstreamID)
                WHERE task_id = \(task) AND number = \(attempt)
                """
            )
            return true
        }
    }
}

extension Tx {
    borrowing func insertAttempt(_ order: AttemptOrder, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO attempt (task_id, number, provider, model, parameters, provider_key,
                call_id, expected_cost, started_at)
            VALUES (\(order.taskID), \(order.number), \(order.provider), \(order.model),
                \(order.parameters.text()), \(order.providerKey), \(order.callID),
                \(order.expectedCost), \(now))
            """
        )
    }

    /// Moves a live task's state. The rules stand in `TaskState`.
    borrowing func move(_ task: TaskID, on event: TaskState.Event, at now: Timestamp) throws {
        let state = try rows.first("SELECT state FROM task WHERE id = \(task)") {
            try $0.word(0, as: TaskState.self)
        }
        guard let next = state?.next(on: event) else {
            throw DatabaseError.constraint(
                "\(task) cannot take \(event) as \(state?.rawValue ?? "missing")"
            )
        }
        let tries = event == .intended ? 1 : 0
        try run(
            """
            UPDATE task SET state = \(next.rawValue), tries = tries + \(tries), updated_at = \(now),
                started_at = COALESCE(started_at, \(now))
            WHERE id = \(task)
            """
        )
    }

    borrowing func endAttempt(_ task: TaskID, _ end: AttemptEnd, at now: Timestamp) throws {
        try run(
            """
            UPDATE attempt SET outcome = \(end.outcome), detail = \(end.detail), ended_at = \(now),
                upstream_id = COALESCE(\(end.requestID), upstream_id)
            WHERE task_id = \(task) AND number = \(end.number)
            """
        )
    }
}

/// How a call ended, for its row.
package struct AttemptEnd: Hashable, Sendable {
    package let number: Int
    /// `success`, `retry`, `refused`, `unavailable`, `uncertain`, `unusable`, `crashed`, `cancelled`.
    package let outcome: String
    package let detail: String?
    /// The provider's id of the call.
    package let requestID: String?

    package init(number: Int, outcome: String, detail: String?, requestID: String? = nil) {
        self.number = number
        self.outcome = outcome
        self.detail = detail
        self.requestID = requestID
    }
}
