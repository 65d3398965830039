import Domain
import Hummingbird
import Storage

/// `GET /api/v1/jobs/recordInfo?taskId=`: a task can be read the instant its id is known.
struct RecordInfo: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .read)
        guard let id = request.uri.queryParameters["taskId"] else {
            throw APIError.malformed("The query parameter 'taskId' is missing.", param: "taskId")
        }
        guard let task = try await house.store.task(String(id), account: caller.accountID) else {
            throw APIError.noSuchTask
        }
        return Envelope.success(
            .object(house.record.object(task, now: house.store.clock.wall())),
            headers: task.headers(house)
        )
    }
}

/// `POST /api/v1/jobs/cancelTask {taskId}`.
struct CancelTask: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .generate)
        let body = try await RequestBody.json(request)
        guard let id = body["taskId"]?.stringValue else {
            throw APIError.malformed("'taskId' must be a string.", param: "taskId")
        }
        guard let task = try await house.store.task(id, account: caller.accountID) else {
            throw APIError.noSuchTask
        }
        switch try await house.store.cancel(task.id) {
        case .cancelled: break
        case .alreadyEnded:
            throw APIError.conflict(
                "already_ended",
                "The task has ended already; nothing was changed."
            )
        case .notCancellable:
            throw APIError.conflict(
                "not_cancellable",
                "The provider is drawing it and would bill it all the same, so the task goes on."
            )
        }
        guard let ended = try await house.store.task(task.id) else { throw APIError.noSuchTask }
        return Envelope.success(
            .object(house.record.object(ended, now: house.store.clock.wall()))
        )
    }
}

extension MediaTask {
    /// What was charged, once it is known; how long to wait before the next look, until then.
    func headers(_ house: House) -> [String: String] {
        var headers = [
            "X-AI-Credits-Charged": house.credit.creditsFixed(state.isTerminal ? charged : held)
        ]
        if let servedBy { headers["X-AI-Served-By"] = servedBy }
        if !state.isTerminal {
            // When another look is worth while: a third of the usual time, and a little by chance, so
            // that those who ordered at the same moment do not all look at the same moment.
            let usual = min(2_000, max(200, typicalMilliseconds / 3))
            let wait = usual + Int.random(in: 0...usual / 4)
            headers["retry-after-ms"] = String(wait)
            headers["Retry-After"] = String((wait + 999) / 1_000)
        }
        return headers
    }
}
