package import Domain

/// A checked, priced request on its way to becoming a task.
package struct AcceptOrder: Sendable {
    package let taskID: TaskID
    package let caller: Caller
    /// What makes a repetition of this request recognisable; nil: nothing does.
    package let replayKey: ReplayKey?
    /// SHA-256 of method, path and canonical body.
    package let fingerprint: String
    package let slug: String
    package let servedBy: String?
    package let isStandIn: Bool
    /// The createTask body, canonical JSON.
    package let body: String
    package let input: CheckedInput
    /// The same as JSON, made before the transaction.
    let inputText: String
    package let callbackURL: String?
    package let metadata: [String: String]
    package let payer: Payer
    /// What the house pays in a day, when it is the payer.
    package let allowance: Allowance?
    package let priceVersion: String
    /// What may be charged at most; 0 exactly when nobody pays.
    package let hold: MicroUSD
    package let rateLimit: RateLimit
    /// Who will probably draw it; the worker may choose another route.
    package let provider: String
    /// How long the task may take once it is started, and how long it may queue.
    package let allowed: Duration
    package let queueLimit: Duration
    package let typicalMilliseconds: Int
    package let requestID: String
    package let replayKept: Duration
    /// The cell of the playground that it is for.
    package let cell: CellPlace?
    /// Set for a client that may repeat the request without a key.
    package let clientRetry: ClientRetry?

    package init(
        taskID: TaskID,
        caller: Caller,
        replayKey: ReplayKey?,
        fingerprint: String,
        slug: String,
        servedBy: String?,
        isStandIn: Bool,
        body: String,
        input: CheckedInput,
        callbackURL: String?,
        metadata: [String: String],
        payer: Payer,
        allowance: Allowance? = nil,
        priceVersion: String,
        hold: MicroUSD,
        rateLimit: RateLimit,
        provider: String,
        allowed: Duration,
        queueLimit: Duration,
        typicalMilliseconds: Int,
        requestID: String,
        replayKept: Duration,
        cell: CellPlace? = nil,
        clientRetry: ClientRetry? = nil
    ) {
        self.taskID = taskID
        self.caller = caller
        self.replayKey = replayKey
        self.fingerprint = fingerprint
        self.slug = slug
        self.servedBy = servedBy
        self.isStandIn = isStandIn
        self.body = body
        self.input = input
        inputText = input.json.text()
        self.callbackURL = callbackURL
        self.metadata = metadata
        self.payer = payer
        self.allowance = allowance
        self.priceVersion = priceVersion
        self.hold = hold
        self.rateLimit = rateLimit
        self.provider = provider
        self.allowed = allowed
        self.queueLimit = queueLimit
        self.typicalMilliseconds = typicalMilliseconds
        self.requestID = requestID
        self.replayKept = replayKept
        self.cell = cell
        self.clientRetry = clientRetry
    }
}

package enum Accepted: Hashable, Sendable {
    /// A new task; so many more creates would be accepted now.
    case new(remaining: Int)
    /// The request was accepted before: this is its task. Nothing was held now.
    case replayed(TaskID)
}

/// The balance does not cover the hold. Nothing was held.
package struct InsufficientCredit: Error, Hashable, Sendable {
    package let available: MicroUSD
    package let needed: MicroUSD
}

extension Store {
    /// Turns an order into paid, queued work. When this returns, a crash cannot lose it.
    ///
    /// Throws `ReplayMismatch`, `RateLimited`, `CapReached`, `InsufficientCredit` or `CellTaken`; each
    /// undoes all.
    package func accept(_ order: AcceptOrder) async throws -> Accepted {
        let (wall, steady) = (clock.wall(), clock.steady())
        let slot = wakeUps.takeSlot()
        let start = QueueStart(
            virtualNow: wakeUps.virtualNow,
            node: node,
            slot: slot,
            firstCall: slot.flatMap { _ in firstCall(of: order, at: steady) },
            wall: wall,
            steady: steady
        )
        let outcome: AcceptOutcome
        do {
            outcome = try await database.write { tx in try tx.accept(order, start) }
        } catch {
            if slot != nil { wakeUps.giveSlotBack() }
            throw error
        }
        crashPoint(.afterAccept)
        if outcome.isHanded {
            wakeUps.advance(virtualTime: outcome.virtualTime)
            wakeUps.hand(HandedJob(task: order.taskID, firstCall: start.firstCall))
        } else {
            if slot != nil { wakeUps.giveSlotBack() }
            if case .new = outcome.accepted { wakeUps.queued() }
        }
        return outcome.accepted
    }

    /// A cell of the playground may be blind, which stands in its run's row: the worker looks there.
    private func firstCall(of order: AcceptOrder, at steady: Timestamp) -> FirstCall? {
        guard order.cell == nil else { return nil }
        return wakeUps.firstCall(of: order.job(startingAt: steady))
    }
}

extension AcceptOrder {
    /// The job as it will be when it is accepted and starts at once.
    fileprivate func job(startingAt steady: Timestamp) -> JobToRun {
        JobToRun(
            taskID: taskID,
            accountID: caller.accountID,
            slug: slug,
            servedBy: servedBy,
            isStandIn: isStandIn,
            isTest: caller.key.isTest,
            isBlind: false,
            input: input,
            payer: payer,
            priceVersion: priceVersion,
            held: hold,
            requestID: requestID,
            attempt: 0,
            failures: 0,
            crashes: 0,
            hasBoughtAgain: false,
            deadlineAt: steady + allowed,
            allowed: allowed,
            lastAttempt: nil
        )
    }
}

/// When and where a job enters the queue.
struct QueueStart {
    let virtualNow: Int64
    let node: Int64
    /// The caps of this node, when it has a free slot.
    let slot: ClaimLimits?
    /// What is called at once, if the job goes past the queue.
    let firstCall: FirstCall?
    let wall: Timestamp
    let steady: Timestamp
}

struct AcceptOutcome {
    let accepted: Accepted
    var isHanded = false
    var virtualTime: Int64 = 0
}

extension Tx {
    /// The order of steps is the lock order, and the order in which a refusal is told.
    borrowing func accept(_ order: AcceptOrder, _ start: QueueStart) throws -> AcceptOutcome {
        if let first = try remember(order, at: start.wall) {
            return AcceptOutcome(accepted: .replayed(first))
        }
        let (remaining, starts) = try countSpending(order, start)
        let queue = try holdCredit(order, start)
        try run(
            """
            INSERT INTO hold (task_id, account_id, key_id, payer, amount, hour_start, day_start,
                month_start)
            VALUES (\(order.taskID), \(order.caller.accountID), \(order.caller.key.id),
                \(order.payer.rawValue), \(order.hold), \(starts.hour), \(starts.day),
                \(starts.month))
            """
        )
        let isHanded = try canHandOver(order, start)
        let call = isHanded ? start.firstCall?.order : nil
        try insertTask(order, beginning: call, at: start.wall)
        try rememberTry(order, at: start.wall)
        if let cell = order.cell { try fill(cell, order.taskID, price: order.hold) }
        try insertJob(order, beginning: call, queue, start, owner: isHanded ? start.node : nil)
        if let call { try insertAttempt(call, at: start.wall) }
        return AcceptOutcome(
            accepted: .new(remaining: remaining),
            isHanded: isHanded,
            virtualTime: queue
        )
    }

    /// Rate ring and caps, key before account.
    private borrowing func countSpending(
        _ order: AcceptOrder,
        _ start: QueueStart
    ) throws -> (remaining: Int, starts: WindowStarts) {
        let key = order.caller.key
        guard var (spend, ring) = try rows.spendRow(.key, key.id),
            var (accountSpend, _) = try rows.spendRow(.account, key.accountID)
        else { throw DatabaseError.malformed("key \(key.id) has no row of counters") }
        try ring.admit(at: start.steady, limit: order.rateLimit)
        var starts = accountSpend.starts
        if order.payer == .playground {
            starts = try countAllowance(order, start)
        } else if order.payer == .customer {
            // A clock that ran ahead for a while may have left one of the rows in a later window:
            // both count in that one, or the hold could not be given back to both.
            let moment = max(start.wall, spend.hour.start, accountSpend.hour.start)
            var alerts = try spend.admit(order.hold, at: moment)
            alerts += try accountSpend.admit(order.hold, at: moment)
            try saveSpend(accountSpend)
            starts = accountSpend.starts
            for alert in alerts { try record(alert, order, at: start.wall) }
        }
        try saveSpend(spend, ring: ring)
        return (ring.remaining(at: start.steady, limit: order.rateLimit), starts)
    }

    /// The house pays: this account's share of today, and everybody's.
    private borrowing func countAllowance(
        _ order: AcceptOrder,
        _ start: QueueStart
    ) throws -> WindowStarts {
        guard let allowance = order.allowance else {
            throw DatabaseError.malformed("\(order.taskID) has no allowance to pay from")
        }
        let account = order.caller.accountID
        for (kind, id) in [(SpendKind.playgroundAccount, account), (.playgroundHouse, 0)] {
            try run(
                "INSERT INTO key_spend (kind, id) VALUES (\(kind.rawValue), \(id)) ON CONFLICT DO NOTHING"
            )
        }
        guard var (own, _) = try rows.spendRow(.playgroundAccount, account),
            var (all, _) = try rows.spendRow(.playgroundHouse, 0)
        else { throw DatabaseError.malformed("the allowance has no row of counters") }
        own.day.cap = allowance.account
        all.day.cap = allowance.house
        let moment = max(start.wall, own.hour.start, all.hour.start)
        _ = try own.admit(order.hold, at: moment)
        _ = try all.admit(order.hold, at: moment)
        try saveSpend(own)
        try saveSpend(all)
        return own.starts
    }

    private borrowing func record(
        _ alert: SpendAlert,
        _ order: AcceptOrder,
        at now: Timestamp
    ) throws {
        let detail: JSONValue = [
            "scope": .string(alert.kind.rawValue), "window": .string(alert.window.rawValue),
            "thresholdMicroUsd": .int(alert.threshold.rawValue),
            "percent": .number(alert.percent.map(Int64.init)),
        ]
        // What is held and given back may cross a line often: it is told once in its window.
        let isTold = try rows.first(
            """
            SELECT 1 FROM account_event
            WHERE account_id = \(order.caller.accountID) AND kind = 'spend_alert'
                AND at >= \(alert.window.start(at: now)) AND detail = \(detail.text())
                AND (key_id = \(order.caller.key.id) OR \(alert.kind == .account)) LIMIT 1
            """
        ) { try $0.int(0) }
        guard isTold == nil else { return }
        try recordEvent(
            "spend_alert",
            account: order.caller.accountID,
            key: order.caller.key.id,
            detail: detail,
            at: now
        )
    }

    /// Holds the credit and gives the job its place in the queue: one update of the account's row.
    private borrowing func holdCredit(_ order: AcceptOrder, _ start: QueueStart) throws -> Int64 {
        let accountID = order.caller.accountID
        let found = try rows.first(
            """
            SELECT credited - spent - held, weight, last_vft FROM account
            WHERE id = \(accountID) AND kind = 'customer'
            """
        ) { (try $0.money(0), try $0.int(1), try $0.int(2)) }
        guard let (available, weight, lastTime) = found else {
            throw DatabaseError.malformed("account \(accountID) is missing")
        }
        let held = order.payer == .customer ? order.hold : .zero
        guard available >= held else {
            throw InsufficientCredit(available: available, needed: held)
        }
        // Free work counts like a cheap picture, or it would never have to wait.
        let share = max(order.hold.rawValue, 1_000) / weight
        let virtualTime = max(start.virtualNow, lastTime) + share
        try run(
            """
            UPDATE account SET held = held + \(held), last_vft = \(virtualTime)
            WHERE id = \(accountID)
            """
        )
        return virtualTime
    }

    /// Past the queue only when nobody waits in it, and within the same caps as a claim.
    private borrowing func canHandOver(
        _ order: AcceptOrder,
        _ start: QueueStart
    ) throws -> Bool {
        guard let caps = start.slot,
            try rows.count(
                """
                SELECT 1 FROM job WHERE owner IS NULL
                UNION ALL SELECT 1 FROM pause WHERE slug = \(order.slug) LIMIT 1
                """
            ) == 0
        else { return false }
        let provider = start.firstCall?.order.provider ?? order.provider
        return try rows.load(of: start.node)
            .admits(provider: provider, account: order.caller.accountID, caps)
    }

    private borrowing func insertTask(
        _ order: AcceptOrder,
        beginning call: AttemptOrder?,
        at now: Timestamp
    ) throws {
        let state = call == nil ? TaskState.waiting : .generating
        let startedAt = call == nil ? nil : now
        let metadata = JSONValue.object(order.metadata.mapValues(JSONValue.string)).text()
        try run(
            """
            INSERT INTO task (id, account_id, key_id, client_id, slug, served_by, is_stand_in, state,
                body, input, callback_url, metadata, user_tag, payer, price_version, held,
                request_id, typical_ms, tries, created_at, updated_at, started_at)
            VALUES (\(order.taskID), \(order.caller.accountID), \(order.caller.key.id),
                \(order.replayKey?.clientID), \(order.slug), \(order.servedBy),
                \(order.isStandIn), \(state.rawValue), \(order.body), \(order.inputText),
                \(order.callbackURL), \(metadata), \(order.metadata["user"]),
                \(order.payer.rawValue), \(order.priceVersion), \(order.hold),
                \(order.requestID), \(order.typicalMilliseconds), \(call?.number ?? 0), \(now),
                \(now), \(startedAt))
            """
        )
    }

    private borrowing func insertJob(
        _ order: AcceptOrder,
        beginning call: AttemptOrder?,
        _ virtualTime: Int64,
        _ start: QueueStart,
        owner: Int64?
    ) throws {
        let deadline = call == nil ? nil : start.steady + order.allowed
        try run(
            """
            INSERT INTO job (task_id, account_id, slug, provider, vft, run_at, queued_until,
                allowed_ms, owner, attempt, phase, can_cancel, deadline_at)
            VALUES (\(order.taskID), \(order.caller.accountID), \(order.slug),
                \(call?.provider ?? order.provider), \(virtualTime), \(start.steady),
                \(start.steady + order.queueLimit), \(order.allowed.wholeMilliseconds), \(owner),
                \(call?.number ?? 0), \(call == nil ? "ready" : "intent"),
                \(call?.canCancel ?? true), \(deadline))
            """
        )
    }
}
