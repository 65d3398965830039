package import Domain

extension Store {
    /// Keeps a comparison whose cells have no tasks yet. False: a run of this id exists.
    package func save(_ run: PlaygroundRun) async throws -> Bool {
        try await database.write { tx in
            let input = JSONValue.object(run.input).text()
            let isNew =
                try tx.run(
                    """
                    INSERT INTO run (id, account_id, settings, fingerprint, is_blind, is_shared,
                        created_at)
                    VALUES (\(run.id), \(run.accountID), \(input), \(run.fingerprint),
                        \(run.isBlind), \(run.isShared), \(run.createdAt))
                    ON CONFLICT DO NOTHING
                    """
                ) == 1
            guard isNew else { return false }
            for cell in run.cells {
                try tx.run(
                    """
                    INSERT INTO run_cell (run_id, letter, slug)
                    VALUES (\(run.id), \(cell.letter), \(cell.slug))
                    """
                )
            }
            return true
        }
    }

    /// Notes why a cell got no task, unless it has got one meanwhile.
    package func refuse(
        _ place: CellPlace,
        price: MicroUSD,
        _ refusal: RunCell.Refusal
    ) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE run_cell SET task_id = NULL, price = \(price), refusal = \(refusal.message),
                    refusal_type = \(refusal.kind)
                WHERE run_id = \(place.run) AND letter = \(place.letter) AND tries = \(place.tries)
                """
            )
        }
    }

    package func vote(run: String, letter: String) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE run SET vote = \(letter) WHERE id = \(run) AND EXISTS (SELECT 1
                    FROM run_cell WHERE run_id = \(run) AND letter = \(letter))
                """
            )
        }
    }

    package func share(run: String, _ isShared: Bool) async throws {
        try await database.write { tx in
            try tx.run("UPDATE run SET is_shared = \(isShared) WHERE id = \(run)")
        }
    }
}

extension Tx {
    /// Gives a cell its task, in the transaction that accepts it: pressed twice, or begun again after
    /// a crash, it is ordered once.
    borrowing func fill(_ place: CellPlace, _ task: TaskID, price: MicroUSD) throws {
        let changed = try run(
            """
            UPDATE run_cell SET task_id = \(task), tries = tries + 1, price = \(price),
                refusal = NULL, refusal_type = NULL
            WHERE run_id = \(place.run) AND letter = \(place.letter) AND tries = \(place.tries)
            """
        )
        guard changed == 1 else { throw CellTaken() }
    }
}
