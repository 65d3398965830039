package import Domain

/// What a one-time link is for.
package enum LinkPurpose: String, Sendable {
    /// Makes its holder the first administrator.
    case setup
    /// Says that an e-mail address is its holder's.
    case verify
    /// Lets its holder choose a new password.
    case reset
}

extension Store {
    /// A new link takes the place of an older one for the same.
    package func issue(
        link hash: [UInt8],
        for purpose: LinkPurpose,
        account: Int64?,
        lasting: Duration
    ) async throws {
        let expiresAt = clock.wall() + lasting
        try await database.write { tx in
            try tx.run(
                """
                DELETE FROM link WHERE purpose = \(purpose.rawValue)
                    AND account_id IS \(account)
                """
            )
            try tx.run(
                """
                INSERT INTO link (hash, purpose, account_id, expires_at)
                VALUES (\(hash), \(purpose.rawValue), \(account), \(expiresAt))
                """
            )
        }
    }

    /// Uses a link up. nil: there is none, it was used, or it is too old.
    package func use(link hash: [UInt8], for purpose: LinkPurpose) async throws -> UsedLink? {
        let now = clock.wall()
        return try await database.write { tx in
            try tx.returning(
                """
                DELETE FROM link WHERE hash = \(hash) AND purpose = \(purpose.rawValue)
                RETURNING account_id, expires_at
                """
            ) { row in
                UsedLink(accountID: try row.optionalInt(0), expiresAt: try row.time(1))
            }
            .first { now < $0.expiresAt }
        }
    }

    /// Without using it up.
    package func isGood(link hash: [UInt8], for purpose: LinkPurpose) async throws -> Bool {
        try await look(at: hash, for: purpose) != nil
    }

    /// Whose it is, without using it up. nil as for `use`.
    package func look(at hash: [UInt8], for purpose: LinkPurpose) async throws -> UsedLink? {
        let now = clock.wall()
        return try await database.read { rows in
            try rows.first(
                """
                SELECT account_id, expires_at FROM link
                WHERE hash = \(hash) AND purpose = \(purpose.rawValue) AND expires_at > \(now)
                """
            ) { UsedLink(accountID: try $0.optionalInt(0), expiresAt: try $0.time(1)) }
        }
    }
}

package struct UsedLink: Hashable, Sendable {
    /// nil for the set-up link.
    package let accountID: Int64?
    package let expiresAt: Timestamp
}
