package import Domain

extension Store {
    /// The key with this hash, revoked and expired ones included: the caller is told why.
    package func key(hash: [UInt8]) async throws -> APIKey? {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.first("\(part: selectKey) WHERE k.hash = \(hash)") { try $0.apiKey() }
                // Its secret of before, while a rotation goes on.
                ?? rows.first(
                    "\(part: selectKey) WHERE k.old_hash = \(hash) AND k.old_hash_until > \(now)"
                ) { try $0.apiKey() }
        }
    }

    package func key(id: Int64) async throws -> APIKey? {
        try await database.read { rows in
            try rows.first("\(part: selectKey) WHERE k.id = \(id)") { try $0.apiKey() }
        }
    }

    func builtInKey(of account: Int64) async throws -> APIKey? {
        try await database.read { rows in
            try rows.first(
                "\(part: selectKey) WHERE k.account_id = \(account) AND k.is_built_in = 1"
            ) { try $0.apiKey() }
        }
    }

    package func keys(account: Int64) async throws -> [APIKey] {
        try await database.read { rows in
            try rows.all("\(part: selectKey) WHERE k.account_id = \(account) ORDER BY k.id") {
                try $0.apiKey()
            }
        }
    }

    package func spend(_ kind: SpendKind, _ id: Int64) async throws -> SpendRow? {
        try await database.read { rows in try rows.spendRow(kind, id)?.0 }
    }

    /// Creates that a key could make now.
    package func remainingCreates(key: Int64, limit: RateLimit) async throws -> Int {
        let now = clock.steady()
        return try await database.read { rows in
            try rows.spendRow(.key, key)?.1.remaining(at: now, limit: limit) ?? 0
        }
    }
}

private let selectKey: Statement = """
    SELECT k.id, k.account_id, k.name, k.hint, k.is_test, k.scopes, k.models, k.networks,
        k.expires_at, k.revoked_at, a.is_active, k.is_built_in, k.old_hash_until
    FROM api_key k JOIN account a ON a.id = k.account_id
    """

extension Row {
    fileprivate func apiKey() throws -> APIKey {
        let scopes = try list(5).compactMap(Scope.init(rawValue:))
        return APIKey(
            id: try int(0),
            accountID: try int(1),
            name: try text(2),
            hint: try text(3),
            isTest: try bool(4),
            scopes: Set(scopes),
            models: Set(try list(6)),
            networks: try list(7),
            expiresAt: try optionalTime(8),
            revokedAt: try optionalTime(9),
            isAccountActive: try bool(10),
            isBuiltIn: try bool(11),
            oldSecretUntil: try optionalTime(12)
        )
    }

    private func list(_ column: Int32) throws -> [String] {
        try text(column).split(separator: ",").map(String.init)
    }
}
