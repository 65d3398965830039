package import Domain

extension Store {
    /// The key that the pages of an account order with: it has counters and a place in the usage like
    /// any other, and no text that could leak. Made when it is first asked for.
    package func builtInKey(account: Int64, isTest: Bool = false) async throws -> APIKey {
        if let key = try await builtInKey(of: account) { return key }
        let (now, hash) = (clock.wall(), NewSecrets.bytes(32))
        let scopes = Scope.allCases.map(\.rawValue).sorted().joined(separator: ",")
        try await database.write { tx in
            let ids = try tx.returning(
                """
                INSERT INTO api_key (account_id, hash, name, hint, is_test, scopes, models, networks,
                    created_at, is_built_in)
                VALUES (\(account), \(hash), 'Playground', 'on this site', \(isTest), \(scopes), '',
                    '', \(now), 1)
                ON CONFLICT DO NOTHING RETURNING id
                """
            ) { try $0.int(0) }
            for id in ids { try tx.run("INSERT INTO key_spend (kind, id) VALUES ('key', \(id))") }
        }
        guard let key = try await builtInKey(of: account) else {
            throw AccountError.noSuchAccount(account)
        }
        return key
    }

    /// The account of everybody who tries the Sandbox without one, and its key.
    ///
    /// - sealedSecret: of its webhooks, asked for if the account is made now.
    package func visitorKey(_ sealedSecret: () throws -> String) async throws -> APIKey {
        // No address of a person is without an @.
        let name = "visitors"
        let now = clock.wall()
        let select: Statement = "SELECT id FROM account WHERE email = \(name)"
        var account = try await database.read { rows in try rows.first(select) { try $0.int(0) } }
        if account == nil {
            let sealed = try sealedSecret()
            account = try await database.write { tx in
                try tx.insertCustomer(name, sealed, at: now)
                    ?? tx.rows.first(select) { try $0.int(0) }
            }
        }
        guard let account else { throw DatabaseError.malformed("no account for visitors") }
        return try await builtInKey(account: account, isTest: true)
    }
}
