import Domain

/// A customer's account as a transaction works on it; written back once at the end.
struct AccountRow {
    let id: Int64
    var credited: MicroUSD
    var spent: MicroUSD
    var held: MicroUSD
    var entries: Int64
    var chain: String

    var available: MicroUSD { credited - spent - held }
}

extension Rows {
    borrowing func accountRow(_ id: Int64) throws -> AccountRow? {
        try first(
            """
            SELECT credited, spent, held, entries, chain FROM account
            WHERE id = \(id) AND kind = 'customer'
            """
        ) { row in
            AccountRow(
                id: id,
                credited: try row.money(0),
                spent: try row.money(1),
                held: try row.money(2),
                entries: try row.int(3),
                chain: try row.text(4)
            )
        }
    }
}

extension Tx {
    /// Writes an entry and links it into the customer's chain.
    borrowing func post(_ posting: Posting, to account: inout AccountRow, at now: Timestamp) throws
    {
        account.entries += 1
        account.chain = EntryChain.link(
            after: account.chain,
            posting,
            position: account.entries,
            at: now
        )
        try insert(posting, position: account.entries, chain: account.chain, at: now)
    }

    /// An entry between two of the ledger's own accounts, which have no chain.
    borrowing func postForHouse(_ posting: Posting, at now: Timestamp) throws {
        try insert(posting, position: 0, chain: "", at: now)
    }

    private borrowing func insert(
        _ posting: Posting,
        position: Int64,
        chain: String,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO entry (id, kind, debit, credit, amount, task_id, key_id, grant_id, slug,
                user_tag, paid, is_stand_in, day, at, position, chain)
            VALUES (\(posting.id), \(posting.kind.rawValue), \(posting.debit), \(posting.credit),
                \(posting.amount), \(posting.taskID), \(posting.keyID), \(posting.grantID),
                \(posting.slug), \(posting.userTag), \(posting.paid), \(posting.isStandIn),
                \(CivilDate(now).text), \(now), \(position), \(chain))
            """
        )
    }

    borrowing func save(_ account: AccountRow) throws {
        try run(
            """
            UPDATE account SET credited = \(account.credited), spent = \(account.spent),
                held = \(account.held), entries = \(account.entries), chain = \(account.chain)
            WHERE id = \(account.id)
            """
        )
    }
}
