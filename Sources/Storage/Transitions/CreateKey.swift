package import Domain

package struct NewKey: Sendable {
    package let accountID: Int64
    package let hash: [UInt8]
    package let name: String
    package let hint: String
    package let isTest: Bool
    package let scopes: Set<Scope>
    package let models: [String]
    package let networks: [String]
    package let expiresAt: Timestamp?

    package init(
        accountID: Int64,
        hash: [UInt8],
        name: String,
        hint: String,
        isTest: Bool,
        scopes: Set<Scope> = Set(Scope.allCases),
        models: [String] = [],
        networks: [String] = [],
        expiresAt: Timestamp? = nil
    ) {
        self.accountID = accountID
        self.hash = hash
        self.name = name
        self.hint = hint
        self.isTest = isTest
        self.scopes = scopes
        self.models = models
        self.networks = networks
        self.expiresAt = expiresAt
    }
}

extension Store {
    /// Creates a key with its counters and returns its id.
    package func createKey(_ order: NewKey) async throws -> Int64 {
        let now = clock.wall()
        let scopes = order.scopes.map(\.rawValue).sorted().joined(separator: ",")
        return try await database.write { tx in
            guard try tx.rows.accountRow(order.accountID) != nil else {
                throw AccountError.noSuchAccount(order.accountID)
            }
            let ids = try tx.returning(
                """
                INSERT INTO api_key (account_id, hash, name, hint, is_test, scopes, models, networks,
                    expires_at, created_at)
                VALUES (\(order.accountID), \(order.hash), \(order.name), \(order.hint),
                    \(order.isTest), \(scopes), \(order.models.joined(separator: ",")),
                    \(order.networks.joined(separator: ",")), \(order.expiresAt), \(now))
                RETURNING id
                """
            ) { try $0.int(0) }
            guard let id = ids.first else { throw DatabaseError.malformed("no id of a new key") }
            try tx.run("INSERT INTO key_spend (kind, id) VALUES ('key', \(id))")
            return id
        }
    }

    /// Revokes a key for good. False: there is none, or it was revoked before.
    package func revokeKey(_ id: Int64) async throws -> Bool {
        let now = clock.wall()
        return try await database.write { tx in
            try tx.run(
                "UPDATE api_key SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL"
            ) == 1
        }
    }
}
