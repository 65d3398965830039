package import Domain

package struct NewAccount: Sendable {
    package let email: String
    /// 0: none. Given as promotional credit.
    package let signUpGrant: MicroUSD
    /// Encrypted for the purpose `webhook`.
    package let sealedWebhookSecret: String

    package init(email: String, signUpGrant: MicroUSD, sealedWebhookSecret: String) {
        self.email = email
        self.signUpGrant = signUpGrant
        self.sealedWebhookSecret = sealedWebhookSecret
    }
}

package enum AccountError: Error, Hashable, Sendable {
    case emailTaken(String)
    case noSuchAccount(Int64)
    case noSuchKey(Int64)
}

extension Store {
    /// Creates a customer with counters and its sign-up credit, and returns its id.
    package func createAccount(_ order: NewAccount) async throws -> Int64 {
        let now = clock.wall()
        return try await database.write { tx in
            guard
                let id = try tx.insertCustomer(order.email, order.sealedWebhookSecret, at: now)
            else { throw AccountError.emailTaken(order.email) }
            if order.signUpGrant.isPositive {
                let grant = GrantOrder(
                    accountID: id,
                    amount: order.signUpGrant,
                    kind: .promo,
                    sourceRef: "signup:\(id)",
                    priority: 0,
                    expiresAt: nil,
                    reason: "Sign-up credit"
                )
                _ = try tx.grant(grant, at: now)
            }
            return id
        }
    }
}

extension Tx {
    /// A customer without credit, with counters. nil: the address has an account.
    borrowing func insertCustomer(
        _ email: String,
        _ sealedWebhookSecret: String,
        at now: Timestamp
    ) throws -> Int64? {
        let ids = try returning(
            """
            INSERT INTO account (id, kind, email, webhook_secret, created_at)
            VALUES ((SELECT MAX(1000, MAX(id)) + 1 FROM account), 'customer', \(email),
                \(sealedWebhookSecret), \(now))
            ON CONFLICT DO NOTHING RETURNING id
            """
        ) { try $0.int(0) }
        guard let id = ids.first else { return nil }
        try run("INSERT INTO key_spend (kind, id) VALUES ('account', \(id))")
        return id
    }
}
