package import Domain

/// What was paid on one day, with one key, for one model, on behalf of one of the caller's users.
package struct UsageRow: Hashable, Sendable {
    /// `2026-11-25`, UTC.
    package let day: String
    package let slug: String
    package let keyID: Int64
    package let user: String?
    package let tasks: Int64
    package let spent: MicroUSD
}

/// One line of an account's statement, newest first.
package struct StatementLine: Hashable, Sendable {
    package let at: Timestamp
    /// `grant`, `settle`, `breakage` or `adjustment`.
    package let kind: String
    /// Added to the balance; negative when taken from it.
    package let change: MicroUSD
    package let slug: String?
    package let taskID: String?
    package let reason: String?
    package let position: Int64
}

/// Credit that was given or bought.
package struct GrantLine: Hashable, Sendable {
    package let at: Timestamp
    package let reason: String
    package let kind: String
    package let amount: MicroUSD
    package let remaining: MicroUSD
    package let expiresAt: Timestamp?
}

extension Store {
    /// From the ledger's entries alone, which are never deleted. Half open: `from` ≤ day < `to`.
    package func usage(account: Int64, from: CivilDate, to: CivilDate) async throws -> [UsageRow] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT day, COALESCE(slug, ''), COALESCE(key_id, 0), user_tag, COUNT(*), SUM(amount)
                FROM entry WHERE debit = \(account) AND kind = 'settle'
                    AND day >= \(from.text) AND day < \(to.text)
                GROUP BY day, slug, key_id, user_tag ORDER BY day, slug, key_id, user_tag
                """
            ) { row in
                UsageRow(
                    day: try row.text(0),
                    slug: try row.text(1),
                    keyID: try row.int(2),
                    user: try row.optionalText(3),
                    tasks: try row.int(4),
                    spent: try row.money(5)
                )
            }
        }
    }

    /// What an account's keys spent since a day began, by key: charges of finished tasks, by the day on
    /// which they were charged. Every page that says what was spent in a time says a sum of these.
    package func spent(account: Int64, since day: CivilDate) async throws -> [Int64: MicroUSD] {
        let rows = try await database.read { rows in
            try rows.all(
                """
                SELECT COALESCE(key_id, 0), SUM(amount) FROM entry
                WHERE debit = \(account) AND kind = 'settle' AND day >= \(day.text)
                GROUP BY key_id
                """
            ) { (try $0.int(0), try $0.money(1)) }
        }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// - before: the position of the last line of the page before.
    package func statement(
        account: Int64,
        before: Int64?,
        limit: Int
    ) async throws -> [StatementLine] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT e.at, e.kind, CASE WHEN e.credit = \(account) THEN e.amount ELSE -e.amount END,
                    e.slug, e.task_id, g.reason, e.position
                FROM entry e LEFT JOIN credit_grant g ON g.id = e.grant_id
                WHERE (e.debit = \(account) OR e.credit = \(account))
                    AND e.position < \(before ?? .max)
                ORDER BY e.position DESC LIMIT \(limit)
                """
            ) { row in
                StatementLine(
                    at: try row.time(0),
                    kind: try row.text(1),
                    change: MicroUSD(try row.int(2)),
                    slug: try row.optionalText(3),
                    taskID: try row.optionalText(4),
                    reason: try row.optionalText(5),
                    position: try row.int(6)
                )
            }
        }
    }

    /// The newest first.
    package func grants(account: Int64) async throws -> [GrantLine] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT created_at, reason, kind, amount, remaining, expires_at FROM credit_grant
                WHERE account_id = \(account) ORDER BY id DESC LIMIT 200
                """
            ) { row in
                GrantLine(
                    at: try row.time(0),
                    reason: try row.text(1),
                    kind: try row.text(2),
                    amount: try row.money(3),
                    remaining: try row.money(4),
                    expiresAt: try row.optionalTime(5)
                )
            }
        }
    }
}
