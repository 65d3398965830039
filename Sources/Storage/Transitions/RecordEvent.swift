import Domain

extension Tx {
    /// Something about an account that its owner or the operator should see.
    borrowing func recordEvent(
        _ kind: String,
        account: Int64,
        key: Int64?,
        detail: JSONValue,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO account_event (account_id, key_id, kind, detail, at)
            VALUES (\(account), \(key), \(kind), \(detail.text()), \(now))
            """
        )
    }
}

extension Store {
    /// Nobody needs to be told of these any more.
    package func markTold(_ alerts: [Int64]) async throws {
        let now = clock.wall()
        try await database.write { tx in
            for id in alerts {
                try tx.run("UPDATE account_event SET told_at = \(now) WHERE id = \(id)")
            }
        }
    }
}
