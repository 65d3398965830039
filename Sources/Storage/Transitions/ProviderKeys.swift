package import Domain

/// A provider's key as the operator added it.
package struct StoredProviderKey: Hashable, Sendable {
    package let id: Int64
    package let provider: String
    package let label: String
    /// Encrypted for the purpose `provider:<name>`.
    package let sealed: String
    package let createdAt: Timestamp
}

extension Store {
    /// `endpoint` is the base URL of a provider that is a further endpoint; nil leaves it as it is.
    package func addProviderKey(
        provider: String,
        label: String,
        sealed: String,
        endpoint: String? = nil
    ) async throws -> Int64 {
        let now = clock.wall()
        return try await database.write { tx in
            try tx.saveSetting(SettingName.providerKeyExisted, "yes")
            if let endpoint {
                try tx.saveSetting(SettingName.endpointPrefix + provider, endpoint)
            }
            let ids = try tx.returning(
                """
                INSERT INTO provider_key (provider, label, sealed, created_at)
                VALUES (\(provider), \(label), \(sealed), \(now)) RETURNING id
                """
            ) { try $0.int(0) }
            guard let id = ids.first else { throw DatabaseError.malformed("no id of a new key") }
            return id
        }
    }

    /// False: there is none with this id. An endpoint goes with its last key.
    package func removeProviderKey(_ id: Int64) async throws -> Bool {
        let now = clock.wall()
        return try await database.write { tx in
            let removed = try tx.returning(
                """
                UPDATE provider_key SET removed_at = \(now), sealed = ''
                WHERE id = \(id) AND removed_at IS NULL RETURNING provider
                """
            ) { try $0.text(0) }
            guard let provider = removed.first else { return false }
            try tx.run(
                """
                DELETE FROM setting WHERE name = \(SettingName.endpointPrefix + provider)
                    AND NOT EXISTS (SELECT 1 FROM provider_key
                        WHERE provider = \(provider) AND removed_at IS NULL)
                """
            )
            return true
        }
    }

    package func providerKeys() async throws -> [StoredProviderKey] {
        try await database.read { rows in
            try rows.all(
                """
                SELECT id, provider, label, sealed, created_at FROM provider_key
                WHERE removed_at IS NULL ORDER BY id
                """
            ) { row in
                StoredProviderKey(
                    id: try row.int(0),
                    provider: try row.text(1),
                    label: try row.text(2),
                    sealed: try row.text(3),
                    createdAt: try row.time(4)
                )
            }
        }
    }
}
