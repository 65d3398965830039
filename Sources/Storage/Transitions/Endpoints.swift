package import Domain

extension Store {
    /// False: the account has this address already.
    package func add(_ endpoint: WebhookEndpoint, account: Int64) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO endpoint (id, account_id, url, on_success, on_failure, created_at)
                VALUES (\(endpoint.id), \(account), \(endpoint.url), \(endpoint.onSuccess),
                    \(endpoint.onFailure), \(endpoint.createdAt))
                ON CONFLICT DO NOTHING
                """
            ) == 1
        }
    }

    /// False: there is none of this id in the account.
    package func setEndpoint(_ id: String, account: Int64, isOff: Bool) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE endpoint SET is_off = \(isOff) WHERE id = \(id) AND account_id = \(account)
                """
            ) == 1
        }
    }

    package func removeEndpoint(_ id: String, account: Int64) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                "DELETE FROM endpoint WHERE id = \(id) AND account_id = \(account)"
            ) == 1
        }
    }

    /// Tells an address of a task that ended before. False: the account has no such task.
    package func redeliver(
        _ task: TaskID,
        to url: String,
        account: Int64,
        requestID: String
    ) async throws -> Bool {
        let (wall, steady) = (clock.wall(), clock.steady())
        let id = identifiers.make("evt_", at: wall)
        let isFound = try await database.write { tx in
            try tx.run(
                """
                INSERT INTO delivery (id, task_id, account_id, url, request_id, state, next_at,
                    created_at, updated_at)
                SELECT \(id), id, account_id, \(url), \(requestID), 'pending', \(steady), \(wall),
                    \(wall)
                FROM task
                WHERE id = \(task) AND account_id = \(account) AND completed_at IS NOT NULL
                """
            ) == 1
        }
        if isFound { wakeUps.wake() }
        return isFound
    }

    /// Makes every given-up delivery since a moment due again, and says how many there were.
    package func resendFailed(account: Int64, since moment: Timestamp) async throws -> Int {
        let (wall, steady) = (clock.wall(), clock.steady())
        let count = try await database.write { tx in
            try tx.run(
                """
                UPDATE delivery SET state = 'pending', tries = 0, next_at = \(steady),
                    lease_until = NULL, updated_at = \(wall)
                WHERE account_id = \(account) AND created_at >= \(moment)
                    AND (state = 'exhausted' OR (state = 'pending' AND tries > 0))
                """
            )
        }
        if count > 0 { wakeUps.wake() }
        return count
    }
}

extension Tx {
    /// A delivery for each address of the account that wants to hear of such an end.
    borrowing func insertDeliveries(
        of task: TaskID,
        _ account: Int64,
        isSuccess: Bool,
        as id: String,
        requestID: String,
        at now: Timestamp,
        _ steady: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO delivery (id, task_id, account_id, url, request_id, state, next_at,
                created_at, updated_at)
            SELECT \(id) || '_' || id, \(task), account_id, url, \(requestID), 'pending', \(steady),
                \(now), \(now)
            FROM endpoint WHERE account_id = \(account) AND is_off = 0
                AND (CASE WHEN \(isSuccess) THEN on_success ELSE on_failure END) = 1
            """
        )
    }
}
