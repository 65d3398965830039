import Domain

/// A new session: its cookie's hash, and what its owner will recognise it by.
package struct NewSession: Sendable {
    package let hash: [UInt8]
    package let id: String
    package let accountID: Int64
    package let address: String
    package let agent: String

    package init(hash: [UInt8], id: String, accountID: Int64, address: String, agent: String) {
        self.hash = hash
        self.id = id
        self.accountID = accountID
        self.address = address
        self.agent = agent
    }
}

extension Store {
    /// Days that a session lasts at most, however busy.
    package static let sessionLength = Duration.seconds(30 * 86_400)
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
        }
    }
}
