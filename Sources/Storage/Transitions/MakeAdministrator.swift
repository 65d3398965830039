package import Domain

/// What came of making somebody an administrator.
package enum NewAdministrator: Hashable, Sendable {
    case made(account: Int64)
    /// It was one before, and nothing changed.
    case wasOne(account: Int64)
    case noSuchAccount
    /// The account was made on the command line, and nobody has set its password yet.
    case noLogin
    /// Nobody has shown yet that the address is theirs.
    case notConfirmed
    case suspended
}

extension Store {
    /// Lets somebody who signs in with this address administer the server, from the next request on.
    package func makeAdministrator(_ email: EmailAddress) async throws -> NewAdministrator {
        try await database.write { tx in try tx.makeAdministrator(email) }
    }
}

extension Tx {
    fileprivate borrowing func makeAdministrator(
        _ email: EmailAddress
    ) throws -> NewAdministrator {
        let login = try rows.first(
            """
            SELECT l.account_id, l.is_admin, l.verified_at IS NOT NULL, a.is_active
            FROM login l JOIN account a ON a.id = l.account_id WHERE l.email = \(email.text)
            """
        ) { row in
            (
                account: try row.int(0), isAdmin: try row.bool(1), isConfirmed: try row.bool(2),
                isActive: try row.bool(3)
            )
        }
        guard let login else {
            let accounts = try rows.count(
                "SELECT COUNT(*) FROM account WHERE lower(email) = \(email.text)"
            )
            return accounts == 0 ? .noSuchAccount : .noLogin
        }
        guard login.isConfirmed else { return .notConfirmed }
        guard login.isActive else { return .suspended }
        guard !login.isAdmin else { return .wasOne(account: login.account) }
        try run("UPDATE login SET is_admin = 1 WHERE account_id = \(login.account)")
        return .made(account: login.account)
    }
}
