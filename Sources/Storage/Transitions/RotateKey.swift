package import Domain

/// Gives a key another text; the one of before works beside it for a while. Counters, caps and lists
/// stay as they are.
package struct RotateKey: Sendable {
    let store: Store
    let vault: Vault

    package static let overlap = Duration.seconds(24 * 3_600)

    package init(store: Store, vault: Vault) {
        self.store = store
        self.vault = vault
    }

    /// The new text, to be shown once. nil: there is no such key, or it was revoked.
    package func callAsFunction(_ key: APIKey) async throws -> String? {
        guard let text = APIKeyText.make(isTest: key.isTest, random: NewSecrets.bytes(128)) else {
            throw DatabaseError.malformed("no random bytes for a key")
        }
        let until = store.clock.wall() + Self.overlap
        let (hash, hint) = (vault.hash(apiKey: text), IssueKey.hint(text, isTest: key.isTest))
        let isDone = try await store.database.write { tx in
            try tx.run(
                """
                UPDATE api_key SET old_hash = hash, old_hash_until = \(until), hash = \(hash),
                    hint = \(hint)
                WHERE id = \(key.id) AND revoked_at IS NULL AND is_built_in = 0
                """
            ) == 1
        }
        return isDone ? text : nil
    }
}
