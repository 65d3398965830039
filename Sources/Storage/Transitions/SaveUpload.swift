package import Domain

/// An account keeps as many files as it may.
package struct UploadsFull: Error, Hashable, Sendable {
    /// Bytes.
    package let kept: Int64
    package let most: Int64
}

extension Store {
    /// Remembers a file before it gets its final name: a crash in between leaves a row that is swept,
    /// never a file that nobody knows of.
    ///
    /// - most: bytes that the account's files may have together. Throws `UploadsFull`.
    package func save(_ upload: Upload, most: Int64) async throws {
        let now = clock.wall()
        try await database.write { tx in
            let kept = try tx.rows.count(
                """
                SELECT COALESCE(SUM(bytes), 0) FROM upload
                WHERE account_id = \(upload.accountID) AND expires_at > \(now)
                """
            )
            guard kept + upload.bytes <= most else { throw UploadsFull(kept: kept, most: most) }
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
