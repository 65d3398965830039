import Crypto
import Domain

/// One entry of the ledger about to be written: `amount` moves from `debit` to `credit`.
struct Posting {
    let id: String
    let kind: EntryKind
    let debit: Int64
    let credit: Int64
    let amount: MicroUSD
    var taskID: String?
    var keyID: Int64?
    var grantID: Int64?
    var slug: String?
    var userTag: String?
}

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
        try run(
            """
            INSERT INTO entry (id, kind, debit, credit, amount, task_id, key_id, grant_id, slug,
                user_tag, day, at, position, chain)
            VALUES (\(posting.id), \(posting.kind.rawValue), \(posting.debit), \(posting.credit),
                \(posting.amount), \(posting.taskID), \(posting.keyID), \(posting.grantID),
                \(posting.slug), \(posting.userTag), \(CivilDate(now).text), \(now),
                \(account.entries), \(account.chain))
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

/// SHA-256 over the customer's previous entry: a changed or missing entry shows in all later ones.
enum EntryChain {
    /// Over everything that a statement shows. The free text stands last, so that no other field can
    /// be read out of it.
    static func link(
        after previous: String,
        _ posting: Posting,
        position: Int64,
        at: Timestamp
    ) -> String {
        let text = [
            previous, String(position), posting.id, posting.kind.rawValue, String(posting.debit),
            String(posting.credit), String(posting.amount.rawValue), posting.taskID ?? "",
            posting.keyID.map(String.init) ?? "", posting.grantID.map(String.init) ?? "",
            posting.slug ?? "", String(at.milliseconds), posting.userTag ?? "",
        ].joined(separator: "|")
        return SHA256Text.hex(SHA256.hash(data: Array(text.utf8)))
    }
}
