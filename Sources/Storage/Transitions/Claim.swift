package import Domain

extension Store {
    /// Takes due jobs for this node in the order of fairness: by virtual finish time, which is FIFO
    /// inside one tenant. What a cap holds back stays queued.
    package func claim(_ limits: ClaimLimits) async throws -> [TaskID] {
        let (now, node) = (clock.steady(), node)
        guard limits.slots > 0 else { return [] }
        let claimed = try await database.write { tx in
            try tx.claim(limits, node: node, at: now)
        }
        if let latest = claimed.map({ $0.virtualTime }).max() {
            wakeUps.advance(virtualTime: latest)
        }
        return claimed.map { $0.taskID }
    }

    /// Gives back what was claimed and not started: a drain, or a stop.
    package func releaseUnstarted() async throws {
        let node = node
        try await database.write { tx in
            try tx.run("UPDATE job SET owner = NULL WHERE owner = \(node) AND phase = 'ready'")
        }
    }

    /// Gives back one claim that could not be started, to be tried again later.
    package func postpone(_ task: TaskID, by wait: Duration) async throws {
        let (node, runAt) = (node, clock.steady() + wait)
        try await database.write { tx in
            try tx.run(
                """
                UPDATE job SET owner = NULL, run_at = \(runAt)
                WHERE task_id = \(task) AND owner = \(node) AND phase = 'ready'
                """
            )
        }
    }
}

private struct Candidate {
    let taskID: TaskID
    let accountID: Int64
    let provider: String
    let virtualTime: Int64
}

extension Tx {
    fileprivate borrowing func claim(
        _ limits: ClaimLimits,
        node: Int64,
        at now: Timestamp
    ) throws -> [Candidate] {
        var load = try rows.load(of: node)
        var chosen: [Candidate] = []
        // Each round leaves out what just became full, so a full tenant cannot hide the others.
        while chosen.count < limits.slots {
            let more = try candidates(limits, load, after: chosen.map(\.taskID), at: now)
            var taken = 0
            for candidate in more where chosen.count < limits.slots {
                let (provider, account) = (candidate.provider, candidate.accountID)
                guard load.admits(provider: provider, account: account, limits) else { continue }
                load.add(provider: provider, account: account)
                chosen.append(candidate)
                taken += 1
            }
            if taken == 0 { break }
        }
        for candidate in chosen {
            try run("UPDATE job SET owner = \(node) WHERE task_id = \(candidate.taskID)")
        }
        return chosen
    }

    private borrowing func candidates(
        _ limits: ClaimLimits,
        _ load: NodeLoad,
        after chosen: [TaskID],
        at now: Timestamp
    ) throws -> [Candidate] {
        let fullProviders = limits.perProvider.keys.filter { !load.hasRoom(provider: $0, limits) }
        let fullAccounts = load.fullAccounts(limits)
        return try rows.all(
            """
            SELECT task_id, account_id, provider, vft FROM job
            WHERE owner IS NULL AND run_at <= \(now) AND task_id NOT IN \(list: chosen)
                AND provider NOT IN \(list: fullProviders.sorted())
                AND account_id NOT IN \(list: fullAccounts)
                AND slug NOT IN (SELECT slug FROM pause)
            ORDER BY vft, task_id LIMIT \(limits.slots)
            """
        ) { row in
            Candidate(
                taskID: try row.taskID(0),
                accountID: try row.int(1),
                provider: try row.text(2),
                virtualTime: try row.int(3)
            )
        }
    }
}
