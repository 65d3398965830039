package import Domain

extension Store {
    package func run(_ id: String) async throws -> PlaygroundRun? {
        try await database.read { rows in
            try rows.runs("WHERE id = \(id)").first
        }
    }

    /// An account's comparisons, newest first.
    package func runs(account: Int64, limit: Int) async throws -> [PlaygroundRun] {
        try await database.read { rows in
            try rows.runs(
                "WHERE account_id = \(account) ORDER BY created_at DESC, id LIMIT \(limit)"
            )
        }
    }
}

extension Rows {
    fileprivate borrowing func runs(_ choice: Statement) throws -> [PlaygroundRun] {
        let found = try all(
            """
            SELECT id, account_id, settings, is_blind, is_shared, vote, created_at, fingerprint
            FROM run
            \(part: choice)
            """
        ) { try $0.run() }
        return try found.map { run in
            PlaygroundRun(
                id: run.id,
                accountID: run.accountID,
                input: run.input,
                fingerprint: run.fingerprint,
                isBlind: run.isBlind,
                isShared: run.isShared,
                vote: run.vote,
                createdAt: run.createdAt,
                cells: try cells(of: run.id)
            )
        }
    }

    private borrowing func cells(of run: String) throws -> [RunCell] {
        try all(
            """
            SELECT letter, slug, tries, task_id, price, refusal, refusal_type FROM run_cell
            WHERE run_id = \(run) ORDER BY letter
            """
        ) { row in
            let message = try row.optionalText(5)
            let kind = try row.optionalText(6) ?? ""
            return RunCell(
                letter: try row.text(0),
                slug: try row.text(1),
                tries: Int(try row.int(2)),
                taskID: try row.optionalText(3) == nil ? nil : try row.taskID(3),
                price: try row.money(4),
                refusal: message.map { RunCell.Refusal(kind: kind, message: $0) }
            )
        }
    }
}

extension Row {
    fileprivate func run() throws -> PlaygroundRun {
        PlaygroundRun(
            id: try text(0),
            accountID: try int(1),
            input: try json(2).objectValue ?? [:],
            fingerprint: try text(7),
            isBlind: try bool(3),
            isShared: try bool(4),
            vote: try optionalText(5),
            createdAt: try time(6),
            cells: []
        )
    }
}
