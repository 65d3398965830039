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
