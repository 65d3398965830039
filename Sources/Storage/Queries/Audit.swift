import Domain

/// What the audit found. `problems` is empty when every invariant holds.
package struct AuditReport: Hashable, Sendable {
    package let accounts: Int64
    package let entries: Int64
    package let openHolds: Int64
    package let tasks: Int64
    package let problems: [String]
}

extension Store {
    /// Recomputes the ledger from its entries and compares it with every counter and state, on one
    /// snapshot. It can run while the server works.
    package func audit() async throws -> AuditReport {
        try await database.scan { rows in
            var problems: [String] = []
            for check in AuditCheck.all { try problems += rows.offenders(check) }
            problems += try rows.brokenChains()
            problems += try rows.brokenAdminLog()
            problems += try rows.integrity()
            return AuditReport(
                accounts: try rows.count("SELECT COUNT(*) FROM account WHERE kind = 'customer'"),
                entries: try rows.count("SELECT COUNT(*) FROM entry"),
                openHolds: try rows.count("SELECT COUNT(*) FROM hold"),
                tasks: try rows.count("SELECT COUNT(*) FROM task"),
                problems: problems
            )
        }
    }
}

/// One invariant as a query for what breaks it: a row is a name and a detail.
private struct AuditCheck {
    let invariant: String
    let offenders: Statement

    static let all: [AuditCheck] = money + topUps + playground + tasks

    private static let money = [
        AuditCheck(
            invariant: "credited is the sum of entries that credit the account",
            offenders: """
                SELECT id, credited || ' is not ' || COALESCE((SELECT SUM(amount) FROM entry
                    WHERE credit = account.id), 0)
                FROM account WHERE kind = 'customer' AND credited <> COALESCE(
                    (SELECT SUM(amount) FROM entry WHERE credit = account.id), 0)
                """
        ),
        AuditCheck(
            invariant: "spent is the sum of entries that debit the account",
            offenders: """
                SELECT id, spent || ' is not ' || COALESCE((SELECT SUM(amount) FROM entry
                    WHERE debit = account.id), 0)
                FROM account WHERE kind = 'customer' AND spent <> COALESCE(
                    (SELECT SUM(amount) FROM entry WHERE debit = account.id), 0)
                """
        ),
        AuditCheck(
            invariant: "held is the sum of open holds",
            offenders: """
                SELECT id, held || ' is not ' || COALESCE((SELECT SUM(amount) FROM hold
                    WHERE account_id = account.id AND payer = 'customer'), 0)
                FROM account WHERE kind = 'customer' AND held <> COALESCE((SELECT SUM(amount)
                    FROM hold WHERE account_id = account.id AND payer = 'customer'), 0)
                """
        ),
        AuditCheck(
            invariant: "available is never negative",
            offenders: """
                SELECT id, credited - spent - held FROM account
                WHERE kind = 'customer' AND credited - spent - held < 0
                """
        ),
        AuditCheck(
            invariant: "what is left in grants is what is not spent",
            offenders: """
                SELECT id, credited - spent FROM account WHERE kind = 'customer'
                    AND credited - spent <> COALESCE((SELECT SUM(remaining) FROM credit_grant
                        WHERE account_id = account.id), 0)
                """
        ),
        AuditCheck(
            invariant: "what was paid of the charges is what paid credit lost",
            offenders: paidCredit
        ),
        AuditCheck(
            invariant: "system accounts are moved by entries only",
            offenders: """
                SELECT id, kind FROM account
                WHERE kind <> 'customer' AND (credited <> 0 OR spent <> 0 OR held <> 0)
                """
        ),
        AuditCheck(
            invariant: "the total of each key and account is what it spent and holds",
            offenders: """
                SELECT s.kind || ' ' || s.id, s.total_used || ' is not ' || COALESCE(u.amount, 0)
                FROM key_spend s LEFT JOIN (
                    SELECT kind, id, SUM(amount) AS amount FROM (
                        SELECT 'key' AS kind, key_id AS id, amount FROM hold
                            WHERE payer = 'customer'
                        UNION ALL SELECT 'account', account_id, amount FROM hold
                            WHERE payer = 'customer'
                        UNION ALL SELECT 'key', key_id, amount FROM entry
                            WHERE kind = 'settle' AND debit <> 5
                        UNION ALL SELECT 'account', debit, amount FROM entry WHERE kind = 'settle'
                    ) AS part GROUP BY kind, id
                ) u ON u.kind = s.kind AND u.id = s.id
                WHERE s.kind IN ('key', 'account') AND s.total_used <> COALESCE(u.amount, 0)
                """
        ),
        AuditCheck(
            invariant: "no window's use is above its total, nor above a cap while it stands",
            offenders: """
                SELECT kind || ' ' || id, hour_used || '/' || day_used || '/' || month_used
                FROM key_spend WHERE kind IN ('key', 'account')
                    AND (hour_used > total_used OR day_used > total_used OR month_used > total_used)
                """
        ),
    ]

    /// Charges and breakage against the grants that somebody paid for. Charges from before the ledger
    /// told them apart (NULL) may have taken the rest.
    private static let paidCredit: Statement = """
        SELECT id, paid || ' is not ' || lost FROM (
            SELECT a.id AS id,
                COALESCE((SELECT SUM(paid) FROM entry WHERE debit = a.id AND kind = 'settle'), 0)
                + COALESCE((SELECT SUM(e.amount) FROM entry e JOIN credit_grant g
                    ON g.id = e.grant_id AND g.kind = 'paid'
                    WHERE e.debit = a.id AND e.kind = 'breakage'), 0) AS paid,
                COALESCE((SELECT SUM(amount - remaining) FROM credit_grant
                    WHERE account_id = a.id AND kind = 'paid'), 0) AS lost,
                EXISTS (SELECT 1 FROM entry WHERE debit = a.id AND kind = 'settle'
                    AND paid IS NULL) AS has_older
            FROM account a WHERE a.kind = 'customer')
        WHERE CASE WHEN has_older THEN paid > lost ELSE paid <> lost END
        """

    private static let topUps = [
        AuditCheck(
            invariant: "every top-up that is paid was credited once, with its amount",
            offenders: """
                SELECT t.id, t.amount || ' is not ' || COALESCE(g.amount, 0) FROM top_up t
                LEFT JOIN credit_grant g ON g.source_ref = 'topup:' || t.id
                    AND g.account_id = t.account_id AND g.kind = 'paid'
                WHERE t.state = 'paid' AND t.amount <> COALESCE(g.amount, 0)
                """
        ),
        AuditCheck(
            invariant: "no credit of a top-up that is not paid",
            offenders: """
                SELECT g.source_ref, g.amount FROM credit_grant g
                WHERE g.source_ref LIKE 'topup:%' AND g.source_ref NOT IN (
                    SELECT 'topup:' || id FROM top_up WHERE state = 'paid')
                """
        ),
    ]

    /// The entries of account 5 are what the house paid for.
    private static let playground = [
        AuditCheck(
            invariant: "the allowances' totals are what the house paid and holds",
            offenders: """
                SELECT s.kind || ' ' || s.id, s.total_used || ' is not ' || COALESCE(u.amount, 0)
                FROM key_spend s LEFT JOIN (
                    SELECT kind, id, SUM(amount) AS amount FROM (
                        SELECT 'playground_account' AS kind, account_id AS id, amount FROM hold
                            WHERE payer = 'playground'
                        UNION ALL SELECT 'playground_house', 0, amount FROM hold
                            WHERE payer = 'playground'
                        UNION ALL SELECT 'playground_account', k.account_id, e.amount FROM entry e
                            JOIN api_key k ON k.id = e.key_id WHERE e.debit = 5
                        UNION ALL SELECT 'playground_house', 0, amount FROM entry WHERE debit = 5
                    ) AS part GROUP BY kind, id
                ) u ON u.kind = s.kind AND u.id = s.id
                WHERE s.kind IN ('playground_account', 'playground_house')
                    AND s.total_used <> COALESCE(u.amount, 0)
                """
        ),
        AuditCheck(
            invariant: "a run that the house paid was settled once, within its hold, and charged "
                + "nothing",
            offenders: """
                SELECT t.id, COALESCE(t.list_price, 0) || ' of ' || t.held FROM task t
                WHERE t.state = 'success' AND t.payer = 'playground' AND (t.charged <> 0
                    OR t.list_price <= 0 OR t.list_price > t.held OR t.list_price <> COALESCE(
                        (SELECT amount FROM entry WHERE id = 'settle:' || t.id AND debit = 5), 0))
                """
        ),
        AuditCheck(
            invariant: "the house pays for playground runs only",
            offenders: """
                SELECT e.id, t.payer FROM entry e JOIN task t ON t.id = e.task_id
                WHERE (e.debit = 5) <> (t.payer = 'playground')
                """
        ),
    ]

    private static let tasks = [
        AuditCheck(
            invariant: "the figures of ended tasks are what the ledger settled",
            offenders: """
                SELECT 'all tasks', SUM(charged) FROM task_figure
                HAVING COALESCE(SUM(charged), 0) <> COALESCE(
                    (SELECT SUM(amount) FROM entry WHERE kind = 'settle' AND debit <> 5), 0)
                """
        ),
        AuditCheck(
            invariant: "every open hold has a live task and a job",
            offenders: """
                SELECT h.task_id, COALESCE(t.state, 'missing') FROM hold h
                LEFT JOIN task t ON t.id = h.task_id LEFT JOIN job j ON j.task_id = h.task_id
                WHERE t.id IS NULL OR t.state NOT IN ('waiting', 'generating') OR j.task_id IS NULL
                    OR h.amount <> t.held OR h.payer <> t.payer OR h.account_id <> t.account_id
                """
        ),
        AuditCheck(
            invariant: "every live task has a hold and a job",
            offenders: """
                SELECT id, state FROM task WHERE state IN ('waiting', 'generating')
                    AND (id NOT IN (SELECT task_id FROM hold)
                        OR id NOT IN (SELECT task_id FROM job))
                """
        ),
        AuditCheck(
            invariant: "every job has a live task",
            offenders: """
                SELECT j.task_id, COALESCE(t.state, 'missing') FROM job j
                LEFT JOIN task t ON t.id = j.task_id
                WHERE t.state IS NULL OR t.state NOT IN ('waiting', 'generating')
                """
        ),
        AuditCheck(
            invariant: "a success was settled once, above 0 and within its hold",
            offenders: """
                SELECT t.id, t.charged || ' of ' || t.held FROM task t
                WHERE t.state = 'success' AND t.payer = 'customer'
                    AND (t.charged <= 0 OR t.charged > t.held OR t.charged <> COALESCE(
                        (SELECT amount FROM entry WHERE id = 'settle:' || t.id), 0))
                """
        ),
        AuditCheck(
            invariant: "what failed, or nobody pays for, charged nothing",
            offenders: """
                SELECT t.id, t.charged FROM task t
                WHERE (t.state <> 'success' OR t.payer = 'none') AND (t.charged <> 0
                    OR EXISTS (SELECT 1 FROM entry WHERE id = 'settle:' || t.id))
                """
        ),
        AuditCheck(
            invariant: "a settle belongs to a success, or to a record that retention removed",
            offenders: """
                SELECT e.id, t.state FROM entry e JOIN task t ON t.id = e.task_id
                WHERE e.kind = 'settle' AND t.state <> 'success'
                """
        ),
        AuditCheck(
            invariant: "a success has outputs or says when they went",
            offenders: """
                SELECT id, 'no outputs' FROM task
                WHERE state = 'success' AND (expires_at IS NULL
                    OR (outputs = '[]' AND expires_at > updated_at AND started_at IS NULL))
                """
        ),
        AuditCheck(
            invariant: "every ended task with a callback has a delivery",
            offenders: """
                SELECT id, callback_url FROM task WHERE completed_at IS NOT NULL
                    AND callback_url IS NOT NULL
                    AND id NOT IN (SELECT task_id FROM delivery)
                """
        ),
        AuditCheck(
            invariant: "no ended task has a call that still runs",
            offenders: """
                SELECT a.task_id || ' #' || a.number, t.state FROM attempt a
                JOIN task t ON t.id = a.task_id
                WHERE a.outcome = 'running' AND t.completed_at IS NOT NULL
                """
        ),
    ]
}

extension Rows {
    /// At most ten offenders of each invariant: a report, not a dump.
    fileprivate borrowing func offenders(_ check: AuditCheck) throws -> [String] {
        try all("SELECT * FROM (\(part: check.offenders)) LIMIT 10") { row in
            "\(check.invariant): \(row.shown(0)) (\(row.shown(1)))"
        }
    }

    fileprivate borrowing func integrity() throws -> [String] {
        try all("PRAGMA quick_check(5)") { try $0.text(0) }.filter { $0 != "ok" }
            .map { "the database file: \($0)" }
    }
}

extension Row {
    fileprivate func shown(_ column: Int32) -> String {
        if let text = try? optionalText(column) { return text }
        if let number = try? optionalInt(column) { return String(number) }
        return "?"
    }
}
