package import Domain

package struct NewGiftCode: Sendable {
    package let code: GiftCode
    package let amount: MicroUSD
    /// So many accounts may redeem it, once each.
    package let uses: Int64
    package let note: String
    package let expiresAt: Timestamp?

    package init(
        code: GiftCode,
        amount: MicroUSD,
        uses: Int64,
        note: String,
        expiresAt: Timestamp?
    ) {
        self.code = code
        self.amount = amount
        self.uses = uses
        self.note = note
        self.expiresAt = expiresAt
    }
}

package enum GiftCodeRefusal: Error, Hashable, Sendable {
    /// There is no such code, its time is over, or all of its uses are gone.
    case notValid
    /// By this account.
    case redeemedBefore
}

extension Store {
    package func save(_ codes: [NewGiftCode]) async throws {
        let now = clock.wall()
        try await database.write { tx in
            for new in codes {
                try tx.run(
                    """
                    INSERT INTO gift_code (hash, hint, amount, uses, uses_left, note, expires_at,
                        created_at)
                    VALUES (\(OneTimeToken.hash(new.code.text)), \(new.code.hint), \(new.amount),
                        \(new.uses), \(new.uses), \(new.note), \(new.expiresAt), \(now))
                    """
                )
            }
        }
    }

    /// Takes one use from the code and gives its credit, in one transaction.
    ///
    /// Throws `GiftCodeRefusal`.
    package func redeem(_ code: GiftCode, account: Int64) async throws -> MicroUSD {
        let (now, hash) = (clock.wall(), OneTimeToken.hash(code.text))
        return try await database.write { tx in
            let found = try tx.rows.first(
                """
                SELECT id, amount FROM gift_code WHERE hash = \(hash)
                    AND (expires_at IS NULL OR expires_at > \(now))
                """
            ) { (id: try $0.int(0), amount: try $0.money(1)) }
            guard let found else { throw GiftCodeRefusal.notValid }
            let isNew =
                try tx.run(
                    """
                    INSERT INTO gift_redemption (code_id, account_id, at)
                    VALUES (\(found.id), \(account), \(now)) ON CONFLICT DO NOTHING
                    """
                ) == 1
            guard isNew else { throw GiftCodeRefusal.redeemedBefore }
            let taken = try tx.run(
                "UPDATE gift_code SET uses_left = uses_left - 1 WHERE id = \(found.id) AND uses_left > 0"
            )
            guard taken == 1 else { throw GiftCodeRefusal.notValid }
            let grant = GrantOrder(
                accountID: account,
                amount: found.amount,
                kind: .promo,
                sourceRef: "code:\(found.id):\(account)",
                priority: 0,
                expiresAt: nil,
                reason: "Code \(code.hint)"
            )
            _ = try tx.grant(grant, at: now)
            return found.amount
        }
    }

    /// Nobody can redeem it any more. False: there is none.
    package func endGiftCode(_ id: Int64) async throws -> Bool {
        let now = clock.wall()
        return try await database.write { tx in
            try tx.run(
                """
                UPDATE gift_code SET expires_at = \(now)
                WHERE id = \(id) AND (expires_at IS NULL OR expires_at > \(now))
                """
            ) == 1
        }
    }
}
