package import Domain

/// How a task ends. One transaction does all of it: the hold is resolved, counters and ledger
/// follow, the record becomes final and its receipt signed, the callback's delivery row is written.
package struct TaskEnd: Sendable {
    package enum Result: Sendable {
        /// - charge: 0 < charge ≤ hold, or 0 when nobody pays.
        case delivered(
            [Output],
            charge: MicroUSD,
            seed: Int64?,
            facts: PictureFacts? = nil,
            pictures: [SmallPicture] = []
        )
        case failed(FailClass, message: String)
    }

    package let taskID: TaskID
    package let event: TaskState.Event
    package let result: Result
    package let attempt: AttemptEnd?
    package let costs: [CostLine]
    /// When the outputs will be deleted.
    package let outputsKept: Duration
    package let deliveryID: String

    package init(
        taskID: TaskID,
        event: TaskState.Event,
        result: Result,
        attempt: AttemptEnd?,
        costs: [CostLine],
        outputsKept: Duration,
        deliveryID: String
    ) {
        self.taskID = taskID
        self.event = event
        self.result = result
        self.attempt = attempt
        self.costs = costs
        self.outputsKept = outputsKept
        self.deliveryID = deliveryID
    }

    var isSuccess: Bool {
        if case .delivered = result { true } else { false }
    }

    var pictures: [SmallPicture] {
        if case .delivered(_, _, _, _, let pictures) = result { pictures } else { [] }
    }

    var charge: MicroUSD {
        if case .delivered(_, let charge, _, _, _) = result { charge } else { .zero }
    }
}

/// What one call cost us.
package struct CostLine: Hashable, Sendable {
    package let attempt: Int
    package let provider: String
    package let amount: MicroUSD
    package let bearer: CostBearer

    package init(attempt: Int, provider: String, amount: MicroUSD, bearer: CostBearer) {
        self.attempt = attempt
        self.provider = provider
        self.amount = amount
        self.bearer = bearer
    }
}

extension Tx {
    /// Its job is gone already: whoever deleted it may end it, once. Returns the task's final record.
    borrowing func end(
        _ end: TaskEnd,
        by signer: ReceiptSigner,
        at now: Timestamp,
        steady: Timestamp
    ) throws -> MediaTask {
        guard let hold = try takeHold(end.taskID) else {
            throw DatabaseError.malformed("\(end.taskID) has a job but no hold")
        }
        guard end.charge <= hold.amount else {
            throw DatabaseError.constraint("charge above the hold of \(end.taskID)")
        }
        if case .delivered = end.result, hold.payer == .customer, !end.charge.isPositive {
            throw DatabaseError.constraint("\(end.taskID) delivers for nothing")
        }
        if let attempt = end.attempt { try endAttempt(end.taskID, attempt, at: now) }
        guard var task = try rows.task(end.taskID) else {
            throw DatabaseError.malformed("task \(end.taskID) has a hold but no record")
        }
        switch hold.payer {
        case .customer: try settle(end, hold, task, at: now)
        case .playground: try settleForHouse(end, hold, task, at: now)
        case .none: break
        }
        for line in end.costs { try insert(line, of: end.taskID, slug: task.slug, at: now) }
        try task.finish(by: end, paidBy: hold.payer, at: now)
        task.receipt = try Receipt(task, signedBy: signer.key).json.text()
        try save(ended: task)
        try keep(end.pictures)
        try count(task)
        if let url = task.callbackURL { try insertDelivery(end, task, to: url, at: now, steady) }
        try insertDeliveries(
            of: end.taskID,
            task.accountID,
            isSuccess: end.isSuccess,
            as: end.deliveryID,
            requestID: task.requestID,
            at: now,
            steady
        )
        return task
    }

    /// The hold row is a linear token: who deletes it resolves it, and nobody else ever does.
    private borrowing func takeHold(_ task: TaskID) throws -> TakenHold? {
        try returning(
            """
            DELETE FROM hold WHERE task_id = \(task)
            RETURNING account_id, key_id, payer, amount, hour_start, day_start, month_start
            """
        ) { row in
            TakenHold(
                accountID: try row.int(0),
                keyID: try row.int(1),
                payer: try row.word(2, as: Payer.self),
                amount: try row.money(3),
                starts: WindowStarts(
                    hour: try row.time(4),
                    day: try row.time(5),
                    month: try row.time(6)
                )
            )
        }.first
    }

    private borrowing func settle(
        _ end: TaskEnd,
        _ hold: TakenHold,
        _ task: MediaTask,
        at now: Timestamp
    ) throws {
        try giveBack(
            hold,
            but: end.charge,
            to: [(.key, hold.keyID), (.account, hold.accountID)]
        )
        guard var account = try rows.accountRow(hold.accountID) else {
            throw DatabaseError.malformed("account \(hold.accountID) is missing")
        }
        account.held = account.held - hold.amount
        var hasExpired = true
        if end.charge.isPositive {
            account.spent += end.charge
            let taken = try consumeGrants(of: account, end.charge, at: now)
            hasExpired = taken.hasExpired
            let posting = Posting(
                id: "settle:\(end.taskID)",
                kind: .settle,
                debit: account.id,
                credit: SystemAccount.revenue.rawValue,
                amount: end.charge,
                taskID: end.taskID.text,
                keyID: hold.keyID,
                slug: task.slug,
                userTag: task.metadata["user"],
                paid: taken.paid,
                isStandIn: task.isStandIn
            )
            try post(posting, to: &account, at: now)
        }
        if hasExpired { try bookBreakage(of: &account, at: now) }
        try save(account)
    }

    /// The customer's balance is not touched: the house pays the list price from its allowance.
    private borrowing func settleForHouse(
        _ end: TaskEnd,
        _ hold: TakenHold,
        _ task: MediaTask,
        at now: Timestamp
    ) throws {
        try giveBack(
            hold,
            but: end.charge,
            to: [(.playgroundAccount, hold.accountID), (.playgroundHouse, 0)]
        )
        guard end.charge.isPositive else { return }
        try postForHouse(
            Posting(
                id: "settle:\(end.taskID)",
                kind: .settle,
                debit: SystemAccount.playground.rawValue,
                credit: SystemAccount.revenue.rawValue,
                amount: end.charge,
                taskID: end.taskID.text,
                keyID: hold.keyID,
                slug: task.slug,
                userTag: task.metadata["user"],
                paid: .zero
            ),
            at: now
        )
    }

    private borrowing func giveBack(
        _ hold: TakenHold,
        but charge: MicroUSD,
        to counters: [(SpendKind, Int64)]
    ) throws {
        let unused = hold.amount - charge
        guard unused.isPositive else { return }
        for (kind, id) in counters {
            guard var (spend, _) = try rows.spendRow(kind, id) else { continue }
            spend.giveBack(unused, heldIn: hold.starts)
            try saveSpend(spend)
        }
    }

    /// What a call cost us, once: the slug is the task's.
    borrowing func insert(
        _ line: CostLine,
        of task: TaskID,
        slug: String,
        at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO cost (id, task_id, attempt, provider, slug, amount, borne_by, at)
            VALUES (\("\(task):\(line.attempt)"), \(task), \(line.attempt), \(line.provider),
                \(slug), \(line.amount), \(line.bearer.rawValue), \(now))
            ON CONFLICT DO NOTHING
            """
        )
    }

    private borrowing func save(ended task: MediaTask) throws {
        try run(
            """
            UPDATE task SET state = \(task.state.rawValue), charged = \(task.charged),
                list_price = \(task.listPrice), fail_class = \(task.failClass?.rawValue),
                fail_message = \(task.failMessage),
                outputs = \(JSONValue.array(task.outputs.map(\.json)).text()), seed = \(task.seed),
                facts = \(task.facts?.json.text()), receipt = \(task.receipt),
                updated_at = \(task.updatedAt), completed_at = \(task.completedAt),
                expires_at = \(task.expiresAt)
            WHERE id = \(task.id)
            """
        )
    }

    private borrowing func insertDelivery(
        _ end: TaskEnd,
        _ task: MediaTask,
        to url: String,
        at now: Timestamp,
        _ steady: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO delivery (id, task_id, account_id, url, request_id, state, next_at,
                created_at, updated_at)
            VALUES (\(end.deliveryID), \(end.taskID), \(task.accountID), \(url),
                \(task.requestID), 'pending', \(steady), \(now), \(now))
            """
        )
    }
}

extension MediaTask {
    /// The record as it will be for ever after, but for its receipt.
    fileprivate mutating func finish(
        by end: TaskEnd,
        paidBy payer: Payer,
        at now: Timestamp
    ) throws {
        guard let next = state.next(on: end.event), next.isTerminal else {
            throw DatabaseError.constraint("\(id) cannot end by \(end.event)")
        }
        state = next
        (updatedAt, completedAt) = (now, now)
        switch end.result {
        case .delivered(let outputs, let charge, let seed, let facts, _):
            let isHouse = payer == .playground
            (charged, listPrice) = isHouse ? (.zero, charge) : (charge, nil)
            (self.outputs, self.seed, self.facts) = (outputs, seed, facts)
            expiresAt = now + end.outputsKept
        case .failed(let failClass, let message):
            (self.failClass, failMessage) = (failClass, message)
        }
    }
}

private struct TakenHold {
    let accountID: Int64
    let keyID: Int64
    let payer: Payer
    let amount: MicroUSD
    let starts: WindowStarts
}
