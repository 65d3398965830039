import Domain

/// Which grant a spending comes from, and what happens to credit that expires.
///
/// Expired credit under an open hold goes first (it was promised to that hold); then by priority,
/// expiry and id. What of an expired grant no hold needs is booked as breakage, like a spending.
extension Tx {
    /// Takes `amount` from the account's grants. The caller has already counted it as spent.
    borrowing func consumeGrants(
        of account: AccountRow,
        _ amount: MicroUSD,
        at now: Timestamp
    ) throws -> TakenCredit {
        var (rest, paid) = (amount, MicroUSD.zero)
        let grants = try openGrants(of: account.id, at: now)
        for grant in grants where rest.isPositive {
            let part = min(rest, grant.remaining)
            try take(part, from: grant)
            rest = rest - part
            if grant.kind == .paid { paid += part }
        }
        guard rest == .zero else {
            throw DatabaseError.constraint(
                "grants of account \(account.id) do not cover what it spends"
            )
        }
        return TakenCredit(paid: paid, hasExpired: grants.contains(where: \.isExpired))
    }

    /// Books what is left of expired grants, as far as no open hold needs it.
    borrowing func bookBreakage(of account: inout AccountRow, at now: Timestamp) throws {
        for grant in try openGrants(of: account.id, at: now) where grant.isExpired {
            let part = min(grant.remaining, account.available)
            guard part.isPositive else { return }
            try take(part, from: grant)
            account.spent += part
            let posting = Posting(
                id: "breakage:\(grant.id):\(account.entries + 1)",
                kind: .breakage,
                debit: account.id,
                credit: SystemAccount.breakage.rawValue,
                amount: part,
                grantID: grant.id
            )
            try post(posting, to: &account, at: now)
        }
    }

    private borrowing func take(_ part: MicroUSD, from grant: OpenGrant) throws {
        try run("UPDATE credit_grant SET remaining = remaining - \(part) WHERE id = \(grant.id)")
    }

    private borrowing func openGrants(of account: Int64, at now: Timestamp) throws -> [OpenGrant] {
        let grants = try rows.all(
            """
            SELECT id, remaining, expires_at, kind FROM credit_grant
            WHERE account_id = \(account) AND remaining > 0
            ORDER BY priority, COALESCE(expires_at, 9223372036854775807), id
            """
        ) { row in
            OpenGrant(
                id: try row.int(0),
                remaining: try row.money(1),
                isExpired: try row.optionalTime(2).map { $0 <= now } ?? false,
                kind: try row.word(3, as: GrantKind.self)
            )
        }
        return grants.filter(\.isExpired) + grants.filter { !$0.isExpired }
    }
}

private struct OpenGrant {
    let id: Int64
    let remaining: MicroUSD
    let isExpired: Bool
    let kind: GrantKind
}

/// What a charge was taken from.
struct TakenCredit {
    /// The part of it that came from grants that somebody paid for.
    let paid: MicroUSD
    /// One of the grants has expired: what is left of it is breakage.
    let hasExpired: Bool
}
