package import Domain

/// What became of a payment that the provider reported.
package enum TopUpOutcome: Hashable, Sendable {
    case credited(MicroUSD)
    /// It was reported before: nothing changed.
    case known
    /// No order of ours stands for this session.
    case unknown
    /// The order is about another amount: nothing changed.
    case differs(ordered: MicroUSD)
}

extension Store {
    /// Written before the payment provider is asked, so that nothing it knows is unknown here.
    package func open(_ topUp: TopUp) async throws {
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO top_up (id, account_id, amount, state, created_at)
                VALUES (\(topUp.id), \(topUp.accountID), \(topUp.amount), 'open',
                    \(topUp.createdAt))
                """
            )
        }
    }

    package func attach(session: String, url: String, to topUp: String) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE top_up SET session_id = \(session), session_url = \(url)
                WHERE id = \(topUp) AND session_id IS NULL
                """
            )
        }
    }

    /// The money of a session came: the order is paid and its credit granted in one transaction, once,
    /// however often and from wherever it is reported.
    package func settle(
        topUp id: String,
        session: String,
        amount: MicroUSD
    ) async throws -> TopUpOutcome {
        let now = clock.wall()
        return try await database.write { tx in
            guard let topUp = try tx.rows.topUp(id), topUp.sessionID == session else {
                return .unknown
            }
            guard topUp.amount == amount else { return .differs(ordered: topUp.amount) }
            let isNew =
                try tx.run(
                    """
                    UPDATE top_up SET state = 'paid', paid_at = \(now)
                    WHERE id = \(id) AND state <> 'paid'
                    """
                ) == 1
            guard isNew else { return .known }
            let grant = GrantOrder(
                accountID: topUp.accountID,
                amount: amount,
                kind: .paid,
                sourceRef: "topup:\(id)",
                priority: 10,
                expiresAt: nil,
                reason: "Top-up by card"
            )
            _ = try tx.grant(grant, at: now)
            return .credited(amount)
        }
    }

    /// Its session can no longer be paid.
    package func expire(topUp id: String, session: String) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE top_up SET state = 'expired'
                WHERE id = \(id) AND session_id = \(session) AND state = 'open'
                """
            )
        }
    }

    /// nil: the account has none of this id.
    package func topUp(_ id: String, account: Int64) async throws -> TopUp? {
        try await database.read { rows in
            let found = try rows.topUp(id)
            return found?.accountID == account ? found : nil
        }
    }

    /// Those of everybody that have a session and are neither paid nor over, by id. Older ones than any
    /// payment takes are left alone.
    package func openTopUps(after id: String, limit: Int) async throws -> [TopUp] {
        let since = clock.wall() - TopUp.unpaidMost
        return try await database.read { rows in
            try rows.all(
                """
                \(part: selectTopUp) WHERE state = 'open' AND session_id IS NOT NULL AND id > \(id)
                    AND created_at > \(since)
                ORDER BY id LIMIT \(limit)
                """
            ) { try $0.topUp() }
        }
    }

    /// Those that can be paid now, the newest first.
    package func openTopUps(account: Int64) async throws -> [TopUp] {
        let since = clock.wall() - TopUp.payable
        return try await database.read { rows in
            try rows.all(
                """
                \(part: selectTopUp) WHERE account_id = \(account) AND state = 'open'
                    AND session_id IS NOT NULL AND created_at > \(since)
                ORDER BY created_at DESC LIMIT 10
                """
            ) { try $0.topUp() }
        }
    }
}

private let selectTopUp: Statement = """
    SELECT id, account_id, amount, state, session_id, session_url, created_at FROM top_up
    """

extension Rows {
    fileprivate borrowing func topUp(_ id: String) throws -> TopUp? {
        try first("\(part: selectTopUp) WHERE id = \(id)") { try $0.topUp() }
    }
}

extension Row {
    fileprivate func topUp() throws -> TopUp {
        TopUp(
            id: try text(0),
            accountID: try int(1),
            amount: try money(2),
            state: TopUp.State(rawValue: try text(3)) ?? .open,
            sessionID: try optionalText(4),
            sessionURL: try optionalText(5),
            createdAt: try time(6)
        )
    }
}
