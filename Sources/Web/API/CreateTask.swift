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
        let patience = try PreferWait.patience(request.headers)
        switch try await AcceptTask(house: house)(order, caller, requestID: context.requestID) {
        case .replayed(let task):
            let replayed = ["Idempotent-Replayed": "true"]
            return try await afterAccept(task) {
                if let ended = try await ended(task, of: order, within: patience, replayed, []) {
                    return ended
                }
                return try await answer(replaying: task, of: order, caller)
            }
        case .new(let priced, let remaining):
            let warnings = order.warnings + priced.input.warnings + priced.notices
            let task = order.taskID(house)
            return try await afterAccept(task) {
                if let ended = try await ended(task, of: order, within: patience, [:], warnings) {
                    return ended
                }
                return answer(order, priced, warnings, remaining: remaining)
            }
        }
    }

    /// recordInfo's answer, if the caller wants to wait and the task ends in time.
    private func ended(
        _ id: TaskID,
        of order: TaskOrder,
        within patience: Duration?,
        _ headers: [String: String],
        _ warnings: [String]
    ) async throws -> Response? {
        guard let patience else { return nil }
        let task = try await AwaitEnd(house: house)(id, patience: patience).task
        guard task.state.isTerminal else { return nil }
        var headers = headers.merging(task.headers(house)) { $1 }
        headers["X-AI-Served-By"] = task.servingName(asked: order.model)
        headers["Preference-Applied"] = "wait"
        var record = house.record.object(task, now: house.store.clock.wall())
        if !warnings.isEmpty { record["warnings"] = .array(warnings.map(JSONValue.string)) }
        return Envelope.success(.object(record), headers: headers)
    }

    private func answer(
        _ order: TaskOrder,
        _ priced: PricedTask,
        _ warnings: [String],
        remaining: Int
    ) -> Response {
        let held = priced.payer == .none ? MicroUSD.zero : priced.quote.hold
        var headers = RateLimitHeaders.make(
            house.settings.creates,
            remaining: remaining,
            resetSeconds: house.settings.creates.window.wholeMilliseconds / 1_000
        )
        headers["X-AI-Credits-Charged"] = house.credit.creditsFixed(held)
        headers["X-AI-Served-By"] =
            priced.servedBy?.slug ?? priced.variant.name(unlike: order.model)
        var data: [String: JSONValue] = [
            "taskId": .string(order.taskID(house).text),
            "state": "waiting",
            "credits": .numeric(house.credit.credits(held)),
            "usd": .usd(held),
        ]
        if let clientID = order.clientID { data["clientTaskId"] = .string(clientID.text) }
        if !warnings.isEmpty { data["warnings"] = .array(warnings.map(JSONValue.string)) }
        return Envelope.success(.object(data), headers: headers)
    }

    private func answer(
        replaying id: TaskID,
        of order: TaskOrder,
        _ caller: Caller
    ) async throws -> Response {
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
        headers["X-AI-Served-By"] = task.servingName(asked: order.model)
        return Envelope.success(.object(data), headers: headers)
    }
}

extension Variant {
    /// Its slug, where the order called it something else.
    fileprivate func name(unlike asked: String) -> String? { asked == slug ? nil : slug }
}

extension MediaTask {
    /// The slug that serves it, where that is not what was asked for.
    fileprivate func servingName(asked: String) -> String? {
        servedBy ?? (asked == slug ? nil : slug)
    }
}
