package import Domain

/// A callback and how it went.
package struct DeliveryRecord: Hashable, Sendable {
    package let id: String
    package let taskID: TaskID
    package let url: String
    /// `pending`, `delivered` or `exhausted`.
    package let state: String
    package let createdAt: Timestamp
    package let tries: [LoggedTry]
}

package struct LoggedTry: Hashable, Sendable {
    package let number: Int
    package let at: Timestamp
    package let status: Int?
    package let error: String?
    package let answer: String
    package let milliseconds: Int64
}

extension Store {
    /// An account's callbacks, newest first; of one state, if one is given.
    package func deliveries(
        account: Int64,
        state: String?,
        before: String?,
        limit: Int
    ) async throws -> [DeliveryRecord] {
        try await database.read { rows in
            let found = try rows.all(
                """
                SELECT id, url, state, created_at, task_id FROM delivery
                WHERE account_id = \(account) AND state = COALESCE(\(state), state)
                    AND id < COALESCE(\(before), '~')
                ORDER BY id DESC LIMIT \(limit)
                """
            ) { row in
                (
                    id: try row.text(0), url: try row.text(1), state: try row.text(2),
                    at: try row.time(3), task: try row.taskID(4)
                )
            }
            return try found.map { delivery in
                DeliveryRecord(
                    id: delivery.id,
                    taskID: delivery.task,
                    url: delivery.url,
                    state: delivery.state,
                    createdAt: delivery.at,
                    tries: try rows.tries(of: delivery.id)
                )
            }
        }
    }

    package func endpoints(account: Int64) async throws -> [WebhookEndpoint] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT id, url, on_success, on_failure, is_off, created_at FROM endpoint
                WHERE account_id = \(account) ORDER BY created_at, id
                """
            ) { row in
                WebhookEndpoint(
                    id: try row.text(0),
                    url: try row.text(1),
                    onSuccess: try row.bool(2),
                    onFailure: try row.bool(3),
                    isOff: try row.bool(4),
                    createdAt: try row.time(5)
                )
            }
        }
    }

    package func deliveries(of task: TaskID, account: Int64) async throws -> [DeliveryRecord] {
        try await database.read { rows in
            let found = try rows.all(
                """
                SELECT id, url, state, created_at FROM delivery
                WHERE task_id = \(task) AND account_id = \(account) ORDER BY created_at, id
                """
            ) { (try $0.text(0), try $0.text(1), try $0.text(2), try $0.time(3)) }
            return try found.map { id, url, state, createdAt in
                DeliveryRecord(
                    id: id,
                    taskID: task,
                    url: url,
                    state: state,
                    createdAt: createdAt,
                    tries: try rows.tries(of: id)
                )
            }
        }
    }
}

extension Rows {
    fileprivate borrowing func tries(of delivery: String) throws -> [LoggedTry] {
        try all(
            """
            SELECT number, at, status, error, answer, milliseconds FROM delivery_attempt
            WHERE delivery_id = \(delivery) ORDER BY number
            """
        ) { row in
            LoggedTry(
                number: Int(try row.int(0)),
                at: try row.time(1),
                status: try row.optionalInt(2).map(Int.init),
                error: try row.optionalText(3),
                answer: try row.text(4),
                milliseconds: try row.int(5)
            )
        }
    }
}
