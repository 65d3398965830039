package import Domain

/// A job that an earlier start of the process owned.
package struct Orphan: Hashable, Sendable {
    package let taskID: TaskID
    package let owner: Int64
    package let attempt: Int
    /// False: it was claimed and nothing had been tried.
    package let hadIntent: Bool
    package let crashes: Int

    package init(taskID: TaskID, owner: Int64, attempt: Int, hadIntent: Bool, crashes: Int) {
        self.taskID = taskID
        self.owner = owner
        self.attempt = attempt
        self.hadIntent = hadIntent
        self.crashes = crashes
    }
}

extension Store {
    /// What earlier starts left behind.
    package func orphans() async throws -> [Orphan] {
        let node = node
        return try await database.read { rows in
            try rows.all(
                """
                SELECT task_id, owner, attempt, phase, crashes FROM job
                WHERE owner IS NOT NULL AND owner <> \(node) ORDER BY task_id
                """
            ) { row in
                Orphan(
                    taskID: try row.taskID(0),
                    owner: try row.int(1),
                    attempt: Int(try row.int(2)),
                    hadIntent: try row.text(3) != "ready",
                    crashes: Int(try row.int(4))
                )
            }
        }
    }

    /// Takes an orphan over. What had no intent goes back into the queue; the rest is ours to look
    /// at, with one more crash counted. False: somebody was faster.
    package func adopt(_ orphan: Orphan) async throws -> Bool {
        let node = node
        return try await database.write { tx in
            let changed =
                try orphan.hadIntent
                ? tx.run(
                    """
                    UPDATE job SET owner = \(node), crashes = crashes + 1
                    WHERE task_id = \(orphan.taskID) AND owner = \(orphan.owner)
                        AND attempt = \(orphan.attempt)
                    """
                )
                : tx.run(
                    """
                    UPDATE job SET owner = NULL
                    WHERE task_id = \(orphan.taskID) AND owner = \(orphan.owner)
                    """
                )
            return changed == 1
        }
    }

    /// Counts a second purchase against the operator's loss limit of the day; false: the limit is
    /// reached, do not buy.
    package func admitLoss(_ amount: MicroUSD) async throws -> Bool {
        let wall = clock.wall()
        return try await database.write { tx in
            guard var (spend, _) = try tx.rows.spendRow(.operatorLoss, 0) else { return false }
            do throws(CapReached) {
                _ = try spend.admit(amount, at: wall)
            } catch {
                return false
            }
            try tx.saveSpend(spend)
            return true
        }
    }

    /// The most that uncertain outcomes may cost the operator in a day.
    package func setLossLimit(_ limit: MicroUSD) async throws {
        try await database.write { tx in
            try tx.run("UPDATE key_spend SET day_cap = \(limit) WHERE kind = 'operator_loss'")
        }
    }
}
