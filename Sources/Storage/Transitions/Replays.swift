package import Domain

/// What makes a repetition of a request recognisable. The first of taskId, Idempotency-Key and
/// X-Request-ID that is present decides; the others are neither read nor stored.
package enum ReplayKey: Hashable, Sendable {
    case clientTask(ClientTaskID)
    case idempotencyKey(String, endpoint: String)
    /// Proxies set it: another body under it is a new request, not an error.
    case requestID(String, endpoint: String)

    var clientID: String? {
        if case .clientTask(let id) = self { id.text } else { nil }
    }
}

/// The same key was used for another body. Nothing was charged.
package struct ReplayMismatch: Error, Hashable, Sendable {
    package let taskID: TaskID
    package let key: ReplayKey
}

extension Store {
    /// The task that an earlier, equal request made; nil when there was none. Read before anything
    /// is validated: a repetition must get its first answer whatever changed since.
    package func replay(
        of key: ReplayKey,
        fingerprint: String,
        account: Int64
    ) async throws -> TaskID? {
        try await database.read { rows in
            try rows.earlier(key, account: account)?.match(fingerprint, key)
        }
    }
}

struct EarlierRequest {
    let taskID: TaskID
    let fingerprint: String

    func match(_ fingerprint: String, _ key: ReplayKey) throws -> TaskID? {
        if self.fingerprint == fingerprint { return taskID }
        if case .requestID = key { return nil }
        throw ReplayMismatch(taskID: taskID, key: key)
    }
}

extension Rows {
    borrowing func earlier(_ key: ReplayKey, account: Int64) throws -> EarlierRequest? {
        let statement: Statement =
            switch key {
            case .clientTask(let id):
                """
                SELECT task_id, fingerprint FROM client_task
                WHERE account_id = \(account) AND client_id = \(id.text)
                """
            case .idempotencyKey(let text, let endpoint), .requestID(let text, let endpoint):
                """
                SELECT task_id, fingerprint FROM idempotency
                WHERE account_id = \(account) AND endpoint = \(endpoint) AND key = \(text)
                """
            }
        return try first(statement) {
            EarlierRequest(taskID: try $0.taskID(0), fingerprint: try $0.text(1))
        }
    }
}

extension Tx {
    /// Stores the request's key, or returns the task of the request that stored it first.
    borrowing func remember(_ order: AcceptOrder, at now: Timestamp) throws -> TaskID? {
        guard let key = order.replayKey else { return nil }
        let account = order.caller.accountID
        let statement: Statement =
            switch key {
            case .clientTask(let id):
                """
                INSERT INTO client_task (account_id, client_id, task_id, fingerprint)
                VALUES (\(account), \(id.text), \(order.taskID), \(order.fingerprint))
                ON CONFLICT DO NOTHING
                """
            case .idempotencyKey(let text, let endpoint), .requestID(let text, let endpoint):
                """
                INSERT INTO idempotency (account_id, endpoint, key, task_id, fingerprint, expires_at)
                VALUES (\(account), \(endpoint), \(text), \(order.taskID), \(order.fingerprint),
                    \(now + order.replayKept))
                ON CONFLICT DO NOTHING
                """
            }
        guard try run(statement) == 0 else { return nil }
        return try rows.earlier(key, account: account)?.match(order.fingerprint, key)
    }
}
