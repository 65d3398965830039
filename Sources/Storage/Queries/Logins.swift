package import Domain

/// Somebody who can sign in.
package struct Login: Hashable, Sendable {
    package let accountID: Int64
    package let email: String
    package let password: PasswordHash
    package let isAdmin: Bool
    package let isVerified: Bool
    package let isActive: Bool
    /// Encrypted for the purpose `totp`; it counts once `hasSecondFactor`.
    package let sealedTOTP: String?
    package let hasSecondFactor: Bool
    /// The last step whose code was used.
    package let totpStep: Int64
}

/// A session of somebody, without its secret.
package struct Session: Hashable, Sendable {
    package let id: String
    package let login: Login
    package let createdAt: Timestamp
    package let seenAt: Timestamp
    package let address: String
    package let agent: String
}

extension Store {
    package func login(email: EmailAddress) async throws -> Login? {
        try await database.read { rows in
            try rows.first("\(part: selectLogin) WHERE l.email = \(email.text)") { try $0.login(0) }
        }
    }

    package func login(account: Int64) async throws -> Login? {
        try await database.read { rows in
            try rows.first("\(part: selectLogin) WHERE l.account_id = \(account)") {
                try $0.login(0)
            }
        }
    }

    package func hasAdmin() async throws -> Bool {
        try await database.read { rows in
            try rows.count("SELECT COUNT(*) FROM login WHERE is_admin = 1") > 0
        }
    }

    /// nil: it has ended, by itself or by its owner.
    package func session(hash: [UInt8]) async throws -> Session? {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.first(
                """
                \(part: selectSession) WHERE s.hash = \(hash) AND s.expires_at > \(now)
                    AND s.seen_at > \(now - Self.sessionIdle)
                """
            ) { try $0.session() }
        }
    }

    /// Whether this account signed in from there, and neither its password nor its sessions were
    /// changed for safety since.
    package func hasSignedIn(account: Int64, from network: String) async throws -> Bool {
        try await database.read { rows in
            try rows.count(
                """
                SELECT COUNT(*) FROM known_network
                WHERE account_id = \(account) AND network = \(network)
                """
            ) > 0
        }
    }

    /// The newest first.
    package func sessions(of account: Int64) async throws -> [Session] {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.all(
                """
                \(part: selectSession) WHERE s.account_id = \(account) AND s.expires_at > \(now)
                    AND s.seen_at > \(now - Self.sessionIdle)
                ORDER BY s.seen_at DESC
                """
            ) { try $0.session() }
        }
    }
}

private let columns: Statement = """
    l.account_id, l.email, l.password, l.is_admin, l.verified_at IS NOT NULL, a.is_active,
    l.totp, l.totp_since IS NOT NULL, l.totp_step
    """

private let selectLogin: Statement = """
    SELECT \(part: columns) FROM login l JOIN account a ON a.id = l.account_id
    """

private let selectSession: Statement = """
    SELECT s.id, s.created_at, s.seen_at, s.address, s.agent, \(part: columns)
    FROM session s JOIN login l ON l.account_id = s.account_id JOIN account a ON a.id = s.account_id
    """

extension Row {
    fileprivate func login(_ first: Int32) throws -> Login {
        Login(
            accountID: try int(first),
            email: try text(first + 1),
            password: PasswordHash(text: try text(first + 2)),
            isAdmin: try bool(first + 3),
            isVerified: try bool(first + 4),
            isActive: try bool(first + 5),
            sealedTOTP: try optionalText(first + 6),
            hasSecondFactor: try bool(first + 7),
            totpStep: try int(first + 8)
        )
    }

    fileprivate func session() throws -> Session {
        Session(
            id: try text(0),
            login: try login(5),
            createdAt: try time(1),
            seenAt: try time(2),
            address: try text(3),
            agent: try text(4)
        )
    }
}
