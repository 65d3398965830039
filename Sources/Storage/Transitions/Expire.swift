package import Domain

extension Store {
    /// Queued jobs that waited too long, or whose task's time ran out between two calls.
    package func overdue(limit: Int) async throws -> [TaskID] {
        let now = clock.steady()
        return try await database.read { rows in
            try rows.all(
                """
                SELECT task_id FROM job WHERE owner IS NULL
                    AND (queued_until <= \(now) OR deadline_at <= \(now)) LIMIT \(limit)
                """
            ) { try $0.taskID(0) }
        }
    }

    /// Ends a queued job that is overdue. False: it was started or ended meanwhile.
    package func expire(_ task: TaskID) async throws -> Bool {
        let (wall, steady, signer) = (clock.wall(), clock.steady(), signer)
        let deliveryID = identifiers.make("evt_", at: wall)
        let isDone = try await database.write { tx in
            let isQueued =
                try tx.run("DELETE FROM job WHERE task_id = \(task) AND owner IS NULL") == 1
            guard isQueued else { return false }
            let end = TaskEnd(
                taskID: task,
                event: .expired,
                result: .failed(
                    .expired,
                    message: "Not drawn in the time allowed. Not charged. Try again."
                ),
                attempt: nil,
                costs: [],
                outputsKept: .zero,
                deliveryID: deliveryID
            )
            _ = try tx.end(end, by: signer, at: wall, steady: steady)
            return true
        }
        if isDone {
            wakeUps.wake()
            bells.ring(task)
        }
        return isDone
    }
}
