package import Domain

/// Whose account somebody from an identity provider gets.
package enum Acquaintance: Hashable, Sendable {
    /// They were here before, or their address was.
    case known(Int64)
    case new(Int64)
    /// Without an address that is theirs there is no telling who they are.
    case withoutAddress
    /// Somebody signed up with their address and never confirmed it: it may have been a stranger, who
    /// would keep the password.
    case unconfirmedLogin
}

/// Somebody at an identity provider, as kept.
package struct Identity: Hashable, Sendable {
    package let issuer: String
    package let subject: String
    package let since: Timestamp
}

extension Store {
    /// Finds the account of an identity, or of its confirmed address, or makes one with the sign-up
    /// credit. From then on the identity alone counts, whatever its address becomes.
    ///
    /// - sealedWebhookSecret: of a new account, encrypted for the purpose `webhook`.
    package func meet(
        _ person: OutsidePerson,
        sealedWebhookSecret: String,
        grant: MicroUSD
    ) async throws -> Acquaintance {
        let now = clock.wall()
        return try await database.write { tx in
            let known = try tx.rows.first(
                """
                SELECT account_id FROM identity
                WHERE issuer = \(person.issuer) AND subject = \(person.subject)
                """
            ) { try $0.int(0) }
            if let known { return .known(known) }
            guard let email = person.email, person.isConfirmed else { return .withoutAddress }
            let login = try tx.rows.first(
                """
                SELECT account_id, verified_at IS NOT NULL FROM login WHERE email = \(email.text)
                """
            ) { (account: try $0.int(0), isVerified: try $0.bool(1)) }
            if let login {
                guard login.isVerified else { return .unconfirmedLogin }
                try tx.keep(person, account: login.account, at: now)
                return .known(login.account)
            }
            let adopted = try tx.adoptLogin(email, at: now)
            let made = try adopted ?? tx.insertCustomer(email.text, sealedWebhookSecret, at: now)
            guard let account = made else { return .withoutAddress }
            if adopted == nil {
                try tx.insertLogin(account, email, .nobody, isAdmin: false, at: now)
            }
            try tx.keep(person, account: account, at: now)
            try tx.verify(account, grant: grant, at: now)
            return adopted == nil ? .new(account) : .known(account)
        }
    }

    /// Who else signs this account in, the oldest first.
    package func identities(of account: Int64) async throws -> [Identity] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT issuer, subject, created_at FROM identity WHERE account_id = \(account)
                ORDER BY created_at, issuer
                """
            ) { row in
                Identity(
                    issuer: try row.text(0),
                    subject: try row.text(1),
                    since: try row.time(2)
                )
            }
        }
    }

    /// It does not sign the account in any more. False: it did not.
    package func forget(_ identity: Identity, of account: Int64) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                """
                DELETE FROM identity WHERE account_id = \(account)
                    AND issuer = \(identity.issuer) AND subject = \(identity.subject)
                """
            ) == 1
        }
    }

    /// A login without a password for an account that an operator made on the command line, so that
    /// its owner can choose one by letter. The operator vouches for the address and gave what credit
    /// there is. nil: there is no such account, or it has a login.
    package func adoptLogin(_ email: EmailAddress) async throws -> Int64? {
        let now = clock.wall()
        return try await database.write { tx in try tx.adoptLogin(email, at: now) }
    }
}

extension Tx {
    fileprivate borrowing func adoptLogin(
        _ email: EmailAddress,
        at now: Timestamp
    ) throws -> Int64? {
        let account = try rows.first(
            """
            SELECT id FROM account WHERE email = \(email.text) AND kind = 'customer'
                AND id NOT IN (SELECT account_id FROM login)
            """
        ) { try $0.int(0) }
        guard let account else { return nil }
        try insertLogin(account, email, .nobody, isAdmin: false, at: now)
        try verify(account, grant: .zero, at: now)
        return account
    }

    fileprivate borrowing func keep(
        _ person: OutsidePerson,
        account: Int64,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO identity (issuer, subject, account_id, created_at)
            VALUES (\(person.issuer), \(person.subject), \(account), \(now))
            """
        )
    }
}
