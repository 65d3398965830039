package import Domain

extension Store {
    /// Remembers a file before it gets its final name: a crash in between leaves a row that is swept,
    /// never a file that nobody knows of.
    package func save(_ upload: Upload) async throws {
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO upload (id, account_id, name, path, media, bytes, size, sha256,
                    created_at, expires_at)
                VALUES (\(upload.id), \(upload.accountID), \(upload.name), \(upload.path),
                    \(upload.media.rawValue), \(upload.bytes), \(upload.size.description),
                    \(upload.sha256), \(upload.createdAt), \(upload.expiresAt))
                """
            )
        }
    }

    /// The files are gone.
    package func forgetUploads(_ ids: [String]) async throws {
        try await database.write { tx in
            for id in ids { try tx.run("DELETE FROM upload WHERE id = \(id)") }
        }
    }
}
