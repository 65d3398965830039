package import Domain

/// A client of OpenAI's that repeats a request without an idempotency key, and only says that it
/// does: `X-Stainless-Retry-Count`.
package struct ClientRetry: Hashable, Sendable {
    /// 1 for the first repetition.
    package let count: Int
    package let fingerprint: String

    package init(count: Int, fingerprint: String) {
        self.count = count
        self.fingerprint = fingerprint
    }

    /// A repetition that comes later is a new request.
    package static let window = Duration.seconds(600)

    /// A task that failed so recently may have broken the answer that is asked for again.
    package static let failureWindow = Duration.seconds(30)
}

extension Store {
    /// The task of the try that a client repeats: the newest of this key with the same body within
    /// ten minutes that no other client took and that did not fail, or else one that failed within the
    /// last half minute. nil: there is none, so it is a new request.
    package func reattach(_ retry: ClientRetry, caller: Caller) async throws -> TaskID? {
        let now = clock.wall()
        let (since, failedSince) = (now - ClientRetry.window, now - ClientRetry.failureWindow)
        return try await database.write { tx in
            let task = try tx.rows.first(
                """
                SELECT c.task_id FROM client_try c JOIN task t ON t.id = c.task_id
                WHERE c.account_id = \(caller.accountID) AND c.key_id = \(caller.key.id)
                    AND c.fingerprint = \(retry.fingerprint) AND c.taken < \(retry.count)
                    AND c.at >= \(since)
                    AND (t.state <> 'fail' OR t.completed_at >= \(failedSince))
                ORDER BY t.state = 'fail', c.task_id DESC LIMIT 1
                """
            ) { try $0.taskID(0) }
            guard let task else { return nil }
            try tx.run("UPDATE client_try SET taken = \(retry.count) WHERE task_id = \(task)")
            return task
        }
    }
}

extension Tx {
    /// Makes a first try findable for its repetitions.
    borrowing func rememberTry(_ order: AcceptOrder, at now: Timestamp) throws {
        guard let retry = order.clientRetry else { return }
        try run(
            """
            INSERT INTO client_try (task_id, account_id, key_id, fingerprint, taken, at)
            VALUES (\(order.taskID), \(order.caller.accountID), \(order.caller.key.id),
                \(retry.fingerprint), \(retry.count), \(now))
            """
        )
    }
}
