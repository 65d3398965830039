import Domain
import Hummingbird
import NIOCore
import Storage

/// `POST /api/v1/jobs/createTask`: turns a request into paid, queued work. When it answers, a crash
/// cannot lose the task. The way in, top to bottom.
struct CreateTask: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .generate)
        let body = try await RequestBody.json(request)
        let order = try TaskOrder(body: body, headers: request.headers, path: "createTask")
        if let earlier = try await replayed(order, caller) { return earlier }
        try house.checkOpen()
        let priced = try await PriceTask(house: house)(order, caller)
        let accepted = try await house.store.accept(
            acceptOrder(order, priced, caller, requestID: context.requestID)
        )
        switch accepted {
        case .replayed(let task): return try await answer(replaying: task, caller)
        case .new(let remaining): return answer(order, priced, remaining: remaining)
        }
    }

    /// A repetition gets its first answer before anything is looked at that may have changed since.
    private func replayed(_ order: TaskOrder, _ caller: Caller) async throws -> Response? {
        guard let key = order.replayKey else { return nil }
        let task = try await house.store.replay(
            of: key,
            fingerprint: order.fingerprint,
            account: caller.accountID
        )
        guard let task else { return nil }
        return try await answer(replaying: task, caller)
    }

    private func acceptOrder(
        _ order: TaskOrder,
        _ priced: PricedTask,
        _ caller: Caller,
        requestID: String
    ) -> AcceptOrder {
        AcceptOrder(
            taskID: order.taskID(house),
            caller: caller,
            replayKey: order.replayKey,
            fingerprint: order.fingerprint,
            slug: priced.variant.slug,
            servedBy: priced.servedBy?.slug,
            isStandIn: priced.isStandIn,
            body: JSONValue.object(order.body).text(),
            input: priced.input.json.text(),
            callbackURL: order.callbackURL,
            metadata: order.metadata,
            payer: priced.payer,
            priceVersion: priced.priceVersion,
            hold: priced.payer == .none ? .zero : priced.quote.hold,
            rateLimit: house.settings.creates,
            provider: priced.provider,
            allowed: priced.variant.deadline,
            queueLimit: house.settings.queueLimit,
            typicalMilliseconds: priced.variant.typicalMilliseconds,
            requestID: requestID,
            replayKept: house.settings.replayKept
        )
    }

    private func answer(_ order: TaskOrder, _ priced: PricedTask, remaining: Int) -> Response {
        let held = priced.payer == .none ? MicroUSD.zero : priced.quote.hold
        var headers = RateLimitHeaders.make(
            house.settings.creates,
            remaining: remaining,
            resetSeconds: house.settings.creates.window.wholeMilliseconds / 1_000
        )
        headers["X-AI-Credits-Charged"] = house.credit.creditsFixed(held)
        if let servedBy = priced.servedBy { headers["X-AI-Served-By"] = servedBy.slug }
        var data: [String: JSONValue] = [
            "taskId": .string(order.taskID(house).text),
            "state": "waiting",
            "credits": .numeric(house.credit.credits(held)),
            "usd": .usd(held),
        ]
        if let clientID = order.clientID { data["clientTaskId"] = .string(clientID.text) }
        let warnings = order.warnings + priced.input.warnings + priced.notices
        if !warnings.isEmpty { data["warnings"] = .array(warnings.map(JSONValue.string)) }
        return Envelope.success(.object(data), headers: headers)
    }

    private func answer(replaying id: TaskID, _ caller: Caller) async throws -> Response {
        guard let task = try await house.store.task(id), task.accountID == caller.accountID else {
            // The record's time is over; its key is remembered longer.
            throw APIError.noSuchTask
        }
        var data: [String: JSONValue] = [
            "taskId": .string(id.text),
            "state": .string(task.wireState),
            "credits": .numeric(house.credit.credits(task.held)),
            "usd": .usd(task.held),
        ]
        if let clientID = task.clientID { data["clientTaskId"] = .string(clientID) }
        var headers = [
            "Idempotent-Replayed": "true",
            "X-AI-Credits-Charged": house.credit.creditsFixed(task.held),
        ]
        if let servedBy = task.servedBy { headers["X-AI-Served-By"] = servedBy }
        return Envelope.success(.object(data), headers: headers)
    }
}

extension House {
    /// Refuses new work while the house cannot keep its promises about it.
    func checkOpen() throws(APIError) {
        switch door.current {
        case .open: break
        case .starting: throw .maintenance("The server is starting. Nothing was charged.")
        case .draining:
            throw .maintenance("The server is stopping and takes no new work. Nothing was charged.")
        case .violated:
            throw .maintenance(
                "The ledger is being checked and takes no charges. Nothing was charged."
            )
        }
        guard !freeSpace.isLow else {
            throw .maintenance(
                "The disk is nearly full, so no new work is taken. Nothing was charged."
            )
        }
    }
}
