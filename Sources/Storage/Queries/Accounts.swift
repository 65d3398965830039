package import Domain

/// An account's money at one instant: what was credited is charged, expired, held or available.
package struct Balance: Hashable, Sendable {
    package let credited: MicroUSD
    /// Gone, as the ledger counts it: charged or expired.
    package let spent: MicroUSD
    package let held: MicroUSD
    /// Credit whose time was over before it was spent.
    package let expired: MicroUSD

    package var available: MicroUSD { credited - spent - held }
    /// For finished tasks: what every page and answer calls spent. Neither what is only held nor what
    /// expired.
    package var charged: MicroUSD { spent - expired }
}

package struct AccountSummary: Hashable, Sendable {
    package let id: Int64
    /// What the operator called it on the command line.
    package let email: String
    /// The address that its log-in has; nil: it has none.
    package let loginEmail: String?
    package let balance: Balance
    package let isActive: Bool
    package let createdAt: Timestamp
}

/// Encrypted secrets that sign an account's callbacks, the newest first.
package struct SealedWebhookSecrets: Hashable, Sendable {
    package let current: String
    /// Signs beside the current one until its time is over.
    package let previous: String?
}

extension Store {
    package func balance(account: Int64) async throws -> Balance? {
        try await database.read { rows in
            try rows.first("\(part: selectAccount) AND id = \(account)") {
                try $0.account().balance
            }
        }
    }

    package func accounts() async throws -> [AccountSummary] {
        try await database.read { rows in
            try rows.all("\(part: selectAccount) ORDER BY id") { try $0.account() }
        }
    }

    /// Accounts whose address holds the text, or whose number it is; the newest first.
    package func accounts(
        matching text: String,
        before: Int64?,
        limit: Int
    ) async throws -> [AccountSummary] {
        try await database.read { rows in
            try rows.all(
                """
                \(part: selectAccount) AND id < \(before ?? .max)
                    AND (instr(lower(COALESCE(email, '')), \(text.lowercased())) > 0
                        OR id = \(Int64(text) ?? 0)
                        OR EXISTS (SELECT 1 FROM login WHERE account_id = account.id
                            AND instr(lower(login.email), \(text.lowercased())) > 0))
                ORDER BY id DESC LIMIT \(limit)
                """
            ) { try $0.account() }
        }
    }

    package func account(id: Int64) async throws -> AccountSummary? {
        try await database.read { rows in
            try rows.first("\(part: selectAccount) AND id = \(id)") { try $0.account() }
        }
    }

    package func account(email: String) async throws -> Int64? {
        try await database.read { rows in
            try rows.first("SELECT id FROM account WHERE email = \(email)") { try $0.int(0) }
        }
    }

    package func webhookSecrets(account: Int64) async throws -> SealedWebhookSecrets? {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.first(
                """
                SELECT webhook_secret, webhook_secret_old, webhook_secret_old_until FROM account
                WHERE id = \(account) AND webhook_secret IS NOT NULL
                """
            ) { row in
                let isValid = try row.optionalTime(2).map { now < $0 } ?? false
                return SealedWebhookSecrets(
                    current: try row.text(0),
                    previous: isValid ? try row.optionalText(1) : nil
                )
            }
        }
    }

    /// Paid credit that is left in any account: the Sandbox may not draw for it.
    package func hasPaidCredit() async throws -> Bool {
        try await database.read { rows in
            try rows.count(
                "SELECT 1 FROM credit_grant WHERE kind = 'paid' AND remaining > 0 LIMIT 1"
            ) > 0
        }
    }
}

private let selectAccount: Statement = """
    SELECT id, COALESCE(email, ''), credited, spent, held, is_active, created_at,
        (SELECT login.email FROM login WHERE account_id = account.id),
        (SELECT COALESCE(SUM(amount), 0) FROM entry WHERE debit = account.id AND kind = 'breakage')
    FROM account WHERE kind = 'customer'
    """

extension Row {
    fileprivate func account() throws -> AccountSummary {
        AccountSummary(
            id: try int(0),
            email: try text(1),
            loginEmail: try optionalText(7),
            balance: Balance(
                credited: try money(2),
                spent: try money(3),
                held: try money(4),
                expired: try money(8)
            ),
            isActive: try bool(5),
            createdAt: try time(6)
        )
    }
}
