package import Domain

extension Store {
    /// A file of an account; nil when there is none, it is another's, or its time is over.
    package func upload(_ id: String, account: Int64) async throws -> Upload? {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.first(
                """
                SELECT id, account_id, name, path, media, bytes, size, sha256, created_at, expires_at
                FROM upload WHERE id = \(id) AND account_id = \(account) AND expires_at > \(now)
                """
            ) { try $0.upload() }
        }
    }

    /// Files past their date, oldest first.
    package func expiredUploads(limit: Int) async throws -> [(id: String, path: String)] {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.all(
                """
                SELECT id, path FROM upload WHERE expires_at <= \(now)
                ORDER BY expires_at LIMIT \(limit)
                """
            ) { (id: try $0.text(0), path: try $0.text(1)) }
        }
    }
}

extension Row {
    fileprivate func upload() throws -> Upload {
        guard let size = PictureSize(try text(6)) else {
            throw DatabaseError.malformed("upload \(try text(0)) has no size")
        }
        return Upload(
            id: try text(0),
            accountID: try int(1),
            name: try text(2),
            path: try text(3),
            media: try word(4, as: MediaType.self),
            bytes: try int(5),
            size: size,
            sha256: try text(7),
            createdAt: try time(8),
            expiresAt: try time(9)
        )
    }
}
