package import Domain

/// What somebody who signs up brings.
package struct NewLogin: Sendable {
    package let email: EmailAddress
    package let password: PasswordHash
    /// Encrypted for the purpose `webhook`.
    package let sealedWebhookSecret: String

    package init(email: EmailAddress, password: PasswordHash, sealedWebhookSecret: String) {
        self.email = email
        self.password = password
        self.sealedWebhookSecret = sealedWebhookSecret
    }
}

extension Store {
    /// Creates a customer who signs in, without credit until the address is verified. nil: the address
    /// has an account.
    package func signUp(_ order: NewLogin) async throws -> Int64? {
        let now = clock.wall()
        return try await database.write { tx in
            let taken = try tx.rows.count(
                "SELECT COUNT(*) FROM login WHERE email = \(order.email.text)"
            )
            guard taken == 0 else { return nil }
            let email = order.email.text
            guard let id = try tx.insertCustomer(email, order.sealedWebhookSecret, at: now) else {
                return nil
            }
            try tx.insertLogin(id, order.email, order.password, isAdmin: false, at: now)
            return id
        }
    }

    /// The first administrator, whose account is the one that the first start made. False: there is one
    /// already.
    package func setUp(
        account: Int64,
        email: EmailAddress,
        password: PasswordHash
    ) async throws -> Bool {
        let now = clock.wall()
        return try await database.write { tx in
            guard try tx.rows.count("SELECT COUNT(*) FROM login WHERE is_admin = 1") == 0 else {
                return false
            }
            try tx.insertLogin(account, email, password, isAdmin: true, at: now)
            // The link's holder runs the server: nobody else needs to vouch for the address.
            try tx.run("UPDATE login SET verified_at = \(now) WHERE account_id = \(account)")
            try tx.run("DELETE FROM link WHERE purpose = 'setup'")
            return true
        }
    }

    /// The address is theirs: unlocks the sign-up credit, once.
    package func verify(account: Int64, grant: MicroUSD) async throws {
        let now = clock.wall()
        try await database.write { tx in try tx.verify(account, grant: grant, at: now) }
    }

    /// A new password ends every session but the one that set it.
    package func setPassword(
        account: Int64,
        _ password: PasswordHash,
        keeping session: String? = nil
    ) async throws {
        try await database.write { tx in
            try tx.run(
                "UPDATE login SET password = \(password.text) WHERE account_id = \(account)"
            )
            try tx.run(
                "DELETE FROM session WHERE account_id = \(account) AND id <> \(session ?? "")"
            )
            try tx.run("DELETE FROM link WHERE purpose = 'reset' AND account_id = \(account)")
        }
    }

    /// The same password, hashed at today's cost.
    package func rehash(account: Int64, _ password: PasswordHash) async throws {
        try await database.write { tx in
            try tx.run(
                "UPDATE login SET password = \(password.text) WHERE account_id = \(account)"
            )
        }
    }
}

extension Tx {
    borrowing func verify(_ account: Int64, grant: MicroUSD, at now: Timestamp) throws {
        let isNew =
            try run(
                """
                UPDATE login SET verified_at = \(now)
                WHERE account_id = \(account) AND verified_at IS NULL
                """
            ) == 1
        guard isNew, grant.isPositive else { return }
        let order = GrantOrder(
            accountID: account,
            amount: grant,
            kind: .promo,
            sourceRef: "signup:\(account)",
            priority: 0,
            expiresAt: nil,
            reason: "Sign-up credit"
        )
        _ = try self.grant(order, at: now)
    }

    borrowing func insertLogin(
        _ account: Int64,
        _ email: EmailAddress,
        _ password: PasswordHash,
        isAdmin: Bool,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO login (account_id, email, password, is_admin, created_at)
            VALUES (\(account), \(email.text), \(password.text), \(isAdmin), \(now))
            """
        )
    }
}
