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
    /// False: somebody resolved it before. Nothing was changed then.
    borrowing func end(
        _ end: TaskEnd,
        by signer: ReceiptSigner,
        at now: Timestamp,
        steady: Timestamp
    ) throws -> Bool {
        guard let hold = try takeHold(end.taskID) else { return false }
        guard end.charge <= hold.amount else {
            throw DatabaseError.constraint("charge above the hold of \(end.taskID)")
        }
        if case .delivered = end.result, hold.payer == .customer, !end.charge.isPositive {
            throw DatabaseError.constraint("\(end.taskID) delivers for nothing")
        }
        let task = try ending(end.taskID)
        switch hold.payer {
        case .customer: try settle(end, hold, task, at: now)
        case .playground: try settleForHouse(end, hold, task, at: now)
        case .none: break
        }
        for line in end.costs { try insert(line, of: end.taskID, at: now) }
        if let attempt = end.attempt { try endAttempt(end.taskID, attempt, at: now) }
        try finish(end, task, paidBy: hold.payer, at: now)
        try signReceipt(of: end.taskID, by: signer)
        try count(end.taskID)
        try run("DELETE FROM job WHERE task_id = \(end.taskID)")
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
        return true
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
        _ task: EndingTask,
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
        if end.charge.isPositive {
            account.spent += end.charge
            try consumeGrants(of: account, end.charge, at: now)
            let posting = Posting(
                id: "settle:\(end.taskID)",
                kind: .settle,
                debit: account.id,
                credit: SystemAccount.revenue.rawValue,
                amount: end.charge,
                taskID: end.taskID.text,
                keyID: hold.keyID,
                slug: task.slug,
                userTag: task.userTag
            )
            try post(posting, to: &account, at: now)
        }
        try bookBreakage(of: &account, at: now)
        try save(account)
    }

    /// The customer's balance is not touched: the house pays the list price from its allowance.
    private borrowing func settleForHouse(
        _ end: TaskEnd,
        _ hold: TakenHold,
        _ task: EndingTask,
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
                userTag: task.userTag
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
    borrowing func insert(_ line: CostLine, of task: TaskID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO cost (id, task_id, attempt, provider, slug, amount, borne_by, at)
            SELECT \("\(task):\(line.attempt)"), id, \(line.attempt), \(line.provider), slug,
                \(line.amount), \(line.bearer.rawValue), \(now)
            FROM task WHERE id = \(task)
            ON CONFLICT DO NOTHING
            """
        )
    }

    private borrowing func finish(
        _ end: TaskEnd,
        _ task: EndingTask,
        paidBy payer: Payer,
        at now: Timestamp
    ) throws {
        guard let state = task.state.next(on: end.event), state.isTerminal else {
            throw DatabaseError.constraint("\(end.taskID) cannot end by \(end.event)")
        }
        switch end.result {
        case .delivered(let outputs, let charge, let seed, let facts, let pictures):
            try keep(pictures)
            let json = JSONValue.array(outputs.map(\.json)).text()
            let isHouse = payer == .playground
            let (charged, listPrice) = isHouse ? (MicroUSD.zero, charge) : (charge, nil)
            try run(
                """
                UPDATE task SET state = \(state.rawValue), charged = \(charged),
                    list_price = \(listPrice), outputs = \(json), seed = \(seed), facts = \(facts?.json.text()), updated_at = \(now), completed_at = \(now),
                    expires_at = \(now + end.outputsKept)
                WHERE id = \(end.taskID)
                """
            )
        case .failed(let failClass, let message):
            try run(
                """
                UPDATE task SET state = \(state.rawValue), fail_class = \(failClass.rawValue),
                    fail_message = \(message), updated_at = \(now), completed_at = \(now)
                WHERE id = \(end.taskID)
                """
            )
        }
    }

    private borrowing func insertDelivery(
        _ end: TaskEnd,
        _ task: EndingTask,
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

    private borrowing func ending(_ id: TaskID) throws -> EndingTask {
        let task = try rows.first(
            """
            SELECT account_id, slug, user_tag, callback_url, request_id, state FROM task
            WHERE id = \(id)
            """
        ) { row in
            EndingTask(
                accountID: try row.int(0),
                slug: try row.text(1),
                userTag: try row.optionalText(2),
                callbackURL: try row.optionalText(3),
                requestID: try row.text(4),
                state: try row.word(5, as: TaskState.self)
            )
        }
        guard let task else { throw DatabaseError.malformed("task \(id) has a hold but no record") }
        return task
    }
}

private struct TakenHold {
    let accountID: Int64
    let keyID: Int64
    let payer: Payer
    let amount: MicroUSD
    let starts: WindowStarts
}

private struct EndingTask {
    let accountID: Int64
    let slug: String
    let userTag: String?
    let callbackURL: String?
    let requestID: String
    let state: TaskState
}
