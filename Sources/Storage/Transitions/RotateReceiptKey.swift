package import Domain

extension ReceiptSigner {
    /// The key that signs since the last rotation; made at the very first start.
    package static func open(
        _ vault: Vault,
        in database: any TransactionalStore,
        at now: Timestamp
    ) async throws -> ReceiptSigner {
        let stored = try await database.read { rows in
            try rows.first("SELECT id, sealed FROM receipt_key WHERE retired_at IS NULL") {
                (id: try $0.text(0), sealed: try $0.text(1))
            }
        }
        if let stored {
            return ReceiptSigner(try vault.openReceiptKey(stored.sealed, id: stored.id))
        }
        let key = ReceiptKey()
        let sealed = try vault.seal(key)
        try await database.write { tx in try tx.addReceiptKey(key, sealed: sealed, at: now) }
        return ReceiptSigner(key)
    }
}

extension Store {
    /// A new key signs from now on. The old one stays published, because what it signed stays good;
    /// its private half is forgotten. Returns the ids of both.
    package func rotateReceiptKey(_ vault: Vault) async throws -> (new: String, retired: String) {
        let now = clock.wall()
        let (old, new) = (signer.key, ReceiptKey())
        let sealed = try vault.seal(new)
        try await database.write { tx in
            let retired = try tx.run(
                """
                UPDATE receipt_key SET retired_at = \(now), sealed = ''
                WHERE id = \(old.id) AND retired_at IS NULL
                """
            )
            guard retired == 1 else {
                throw DatabaseError.constraint("receipt key \(old.id) is not the current one")
            }
            try tx.addReceiptKey(new, sealed: sealed, at: now)
        }
        signer.use(new)
        return (new.id, old.id)
    }
}

extension Tx {
    fileprivate borrowing func addReceiptKey(
        _ key: ReceiptKey,
        sealed: String,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO receipt_key (id, public, sealed, created_at)
            VALUES (\(key.id), \(key.publicBytes), \(sealed), \(now))
            """
        )
    }
}
