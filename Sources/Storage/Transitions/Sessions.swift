import Domain

/// A new session: its cookie's hash, and what its owner will recognise it by.
package struct NewSession: Sendable {
    package let hash: [UInt8]
    package let id: String
    package let accountID: Int64
    package let address: String
    /// The network around it, which is known from then on.
    package let network: String
    package let agent: String

    package init(
        hash: [UInt8],
        id: String,
        accountID: Int64,
        address: String,
        network: String,
        agent: String
    ) {
        self.hash = hash
        self.id = id
        self.accountID = accountID
        self.address = address
        self.network = network
        self.agent = agent
    }
}

extension Store {
    /// Days that a session lasts at most, however busy.
    package static let sessionLength = Duration.seconds(30 * 86_400)
    /// Networks of an account that are remembered, the newest.
    package static let knownNetworks: Int64 = 50
    /// Without a request for so long it is over.
    package static let sessionIdle = Duration.seconds(12 * 3_600)

    package func open(_ session: NewSession) async throws {
        let now = clock.wall()
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO session (hash, id, account_id, created_at, seen_at, expires_at, address,
                    agent)
                VALUES (\(session.hash), \(session.id), \(session.accountID), \(now), \(now),
                    \(now + Self.sessionLength), \(session.address), \(session.agent))
                """
            )
            try tx.run(
                """
                DELETE FROM session WHERE account_id = \(session.accountID)
                    AND (expires_at <= \(now) OR seen_at <= \(now - Self.sessionIdle))
                """
            )
            try tx.remember(session.network, of: session.accountID, at: now)
        }
    }

    package func touch(session hash: [UInt8]) async throws {
        let now = clock.wall()
        try await database.write { tx in
            try tx.run("UPDATE session SET seen_at = \(now) WHERE hash = \(hash)")
        }
    }

    /// Ends one of the account's sessions. False: it has none of this id.
    package func endSession(_ id: String, of account: Int64) async throws -> Bool {
        try await database.write { tx in
            try tx.run("DELETE FROM session WHERE id = \(id) AND account_id = \(account)") == 1
        }
    }

    /// Ends all of the account's sessions but one.
    package func endSessions(of account: Int64, except id: String? = nil) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM session WHERE account_id = \(account) AND id <> \(id ?? "")")
            try tx.forgetNetworks(of: account)
        }
    }
}

extension Tx {
    fileprivate borrowing func remember(
        _ network: String,
        of account: Int64,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO known_network (account_id, network, seen_at)
            VALUES (\(account), \(network), \(now))
            ON CONFLICT (account_id, network) DO UPDATE SET seen_at = excluded.seen_at
            """
        )
        try run(
            """
            DELETE FROM known_network WHERE account_id = \(account) AND network NOT IN (
                SELECT network FROM known_network WHERE account_id = \(account)
                ORDER BY seen_at DESC, network LIMIT \(Store.knownNetworks))
            """
        )
    }

    /// Whoever signed in before may not have been its owner.
    borrowing func forgetNetworks(of account: Int64) throws {
        try run("DELETE FROM known_network WHERE account_id = \(account)")
    }
}
