package import Domain

/// Credit for a customer: a sign-up gift, a top-up, an operator's grant.
package struct GrantOrder: Sendable {
    package let accountID: Int64
    package let amount: MicroUSD
    package let kind: GrantKind
    /// Says where it comes from, once: a replayed top-up changes nothing.
    package let sourceRef: String
    /// Lower is spent first: gifts (0) before money (10).
    package let priority: Int64
    package let expiresAt: Timestamp?
    package let reason: String

    package init(
        accountID: Int64,
        amount: MicroUSD,
        kind: GrantKind,
        sourceRef: String,
        priority: Int64,
        expiresAt: Timestamp?,
        reason: String
    ) {
        self.accountID = accountID
        self.amount = amount
        self.kind = kind
        self.sourceRef = sourceRef
        self.priority = priority
        self.expiresAt = expiresAt
        self.reason = reason
    }
}

package enum GrantError: Error, Hashable, Sendable {
    case noSuchAccount(Int64)
    /// Paid credit must buy real pictures: refused while the Sandbox stands in.
    case sandboxStandsIn
    /// The reference stands for another grant: nothing was given now.
    case referenceTaken(String)
}

extension Store {
    /// Adds credit. Returns false when this very grant was given before; throws `GrantError`.
    @discardableResult
    package func grant(_ order: GrantOrder) async throws -> Bool {
        let now = clock.wall()
        return try await database.write { tx in
            if try tx.grant(order, at: now) { return true }
            guard try tx.rows.hasGranted(order) else {
                throw GrantError.referenceTaken(order.sourceRef)
            }
            return false
        }
    }
}

extension Rows {
    /// Whether the grant under this reference is what the order asks for.
    fileprivate borrowing func hasGranted(_ order: GrantOrder) throws -> Bool {
        try count(
            """
            SELECT COUNT(*) FROM credit_grant WHERE source_ref = \(order.sourceRef)
                AND account_id = \(order.accountID) AND amount = \(order.amount)
                AND kind = \(order.kind.rawValue) AND expires_at IS \(order.expiresAt)
                AND reason = \(order.reason)
            """
        ) == 1
    }
}

extension Tx {
    borrowing func grant(_ order: GrantOrder, at now: Timestamp) throws -> Bool {
        guard var account = try rows.accountRow(order.accountID) else {
            throw GrantError.noSuchAccount(order.accountID)
        }
        let ids = try returning(
            """
            INSERT INTO credit_grant (account_id, source_ref, kind, priority, amount, remaining,
                expires_at, reason, created_at)
            VALUES (\(order.accountID), \(order.sourceRef), \(order.kind.rawValue),
                \(order.priority), \(order.amount), \(order.amount), \(order.expiresAt),
                \(order.reason), \(now))
            ON CONFLICT DO NOTHING RETURNING id
            """
        ) { try $0.int(0) }
        guard let grantID = ids.first else { return false }
        let issuer: SystemAccount = order.kind == .paid ? .issuedPaid : .issuedPromo
        account.credited += order.amount
        let posting = Posting(
            id: "grant:\(grantID)",
            kind: .grant,
            debit: issuer.rawValue,
            credit: order.accountID,
            amount: order.amount,
            grantID: grantID
        )
        try post(posting, to: &account, at: now)
        try save(account)
        return true
    }
}
