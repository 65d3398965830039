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

    /// The letter's reader takes over an account whose address was never confirmed: whoever signed up
    /// may have been a stranger, so nothing that they made stays: keys, addresses, second step.
    ///
    /// False: it was confirmed before, and nothing changed.
    package func takeOver(
        account: Int64,
        _ password: PasswordHash,
        sealedWebhookSecret: String
    ) async throws -> Bool {
        let now = clock.wall()
        return try await database.write { tx in
            let isNew =
                try tx.run(
                    """
                    UPDATE login SET password = \(password.text), totp = NULL, totp_since = NULL,
                        totp_step = 0
                    WHERE account_id = \(account) AND verified_at IS NULL
                    """
                ) == 1
            guard isNew else { return false }
            try tx.run("DELETE FROM session WHERE account_id = \(account)")
            try tx.forgetNetworks(of: account)
            try tx.run("DELETE FROM link WHERE account_id = \(account)")
            try tx.run("DELETE FROM recovery_code WHERE account_id = \(account)")
            try tx.run("DELETE FROM endpoint WHERE account_id = \(account)")
            try tx.run(
                """
                UPDATE api_key SET revoked_at = \(now)
                WHERE account_id = \(account) AND revoked_at IS NULL AND is_built_in = 0
                """
            )
            try tx.run(
                """
                UPDATE account SET webhook_secret = \(sealedWebhookSecret),
                    webhook_secret_old = NULL, webhook_secret_old_until = NULL
                WHERE id = \(account)
                """
            )
            return true
        }
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
            try tx.forgetNetworks(of: account)
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
