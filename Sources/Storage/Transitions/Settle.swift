package import Domain

extension Store {
    /// Ends a task that this node runs. False: it is not ours any more (cancelled, or another node
    /// took it over), and nothing was changed.
    /// `attempt` is the one that the job must stand at: an older one is fenced off.
    package func settle(_ end: TaskEnd, attempt: Int) async throws -> Bool {
        let (wall, steady, node) = (clock.wall(), clock.steady(), node)
        let signer = signer
        let record = try await database.write { tx -> MediaTask? in
            let isOurs =
                try tx.run(
                    """
                    DELETE FROM job
                    WHERE task_id = \(end.taskID) AND owner = \(node) AND attempt = \(attempt)
                    """
                ) == 1
            return isOurs ? try tx.end(end, by: signer, at: wall, steady: steady) : nil
        }
        if let record { bells.ended(record, end.pictures) }
        return record != nil
    }

    /// Puts a job back in the queue after a call that bought nothing, or, with `secondPurchase`, one
    /// that we may have paid: its cost is then the operator's loss. False: it is not ours any more.
    /// - isFailure: false for a call that our own machine could not make.
    package func requeue(
        _ task: TaskID,
        _ attempt: AttemptEnd,
        after wait: Duration,
        secondPurchase: CostLine? = nil,
        isFailure: Bool = true
    ) async throws -> Bool {
        let (wall, node) = (clock.wall(), node)
        let runAt = clock.steady() + wait
        let isDone = try await database.write { tx in
            let changed = try tx.run(
                """
                UPDATE job SET owner = NULL, phase = 'ready', run_at = \(runAt),
                    failures = failures + \(isFailure ? 1 : 0),
                    bought_again = bought_again + \(secondPurchase == nil ? 0 : 1)
                WHERE task_id = \(task) AND owner = \(node) AND attempt = \(attempt.number)
                """
            )
            guard changed == 1 else { return false }
            try tx.move(task, on: .requeued, at: wall)
            try tx.endAttempt(task, attempt, at: wall)
            if let secondPurchase {
                let found = try tx.rows.first("SELECT slug FROM task WHERE id = \(task)") {
                    try $0.text(0)
                }
                guard let slug = found else {
                    throw DatabaseError.malformed("task \(task) has a job but no record")
                }
                try tx.insert(secondPurchase, of: task, slug: slug, at: wall)
            }
            return true
        }
        if isDone {
            wakeUps.wake()
            bells.ring(task)
        }
        return isDone
    }
}
