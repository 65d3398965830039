import Domain

extension Rows {
    /// Follows each customer's chain of entries from the first to the head in the account's row, and
    /// names the first entry of each chain that is not as it was written.
    borrowing func brokenChains() throws -> [String] {
        let accounts = try all(
            "SELECT id, entries, chain FROM account WHERE kind = 'customer' ORDER BY id"
        ) { (id: try $0.int(0), entries: try $0.int(1), head: try $0.text(2)) }
        var problems: [String] = []
        for account in accounts {
            let end = try follow(chainOf: account.id)
            let name = "the chain of entries of account \(account.id)"
            if let entry = end.firstBroken {
                problems.append("\(name): broken at \(entry)")
            } else if end.position != account.entries || end.chain != account.head {
                problems.append("\(name): does not end as the account says")
            }
        }
        return problems
    }

    private borrowing func follow(chainOf account: Int64) throws -> ChainEnd {
        var end = ChainEnd()
        try forEach(
            """
            SELECT id, kind, debit, credit, amount, task_id, key_id, grant_id, slug, user_tag, at,
                position, chain, day
            FROM entry WHERE debit = \(account) OR credit = \(account) ORDER BY position
            """
        ) { row in
            let posting = Posting(
                id: try row.text(0),
                kind: try row.word(1, as: EntryKind.self),
                debit: try row.int(2),
                credit: try row.int(3),
                amount: try row.money(4),
                taskID: try row.optionalText(5),
                keyID: try row.optionalInt(6),
                grantID: try row.optionalInt(7),
                slug: try row.optionalText(8),
                userTag: try row.optionalText(9)
            )
            let at = try row.time(10)
            end.position += 1
            end.chain = EntryChain.link(after: end.chain, posting, position: end.position, at: at)
            let isWhole =
                try row.int(11) == end.position && row.text(12) == end.chain
                && row.text(13) == CivilDate(at).text
            if !isWhole, end.firstBroken == nil { end.firstBroken = posting.id }
        }
        return end
    }
}

private struct ChainEnd {
    var position: Int64 = 0
    var chain = ""
    var firstBroken: String?
}
