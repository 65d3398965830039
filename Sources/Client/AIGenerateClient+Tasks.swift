public import Foundation
import NIOHTTP1

extension AIGenerateClient {
    /// Orders images. When this returns the task is accepted and paid for; no crash on either side
    /// loses it.
    ///
    /// - Parameters:
    ///   - model: The slug of a variant, such as `openai-gpt-image-2-5-flare-text-to-image-medium`.
    ///   - input: What to make.
    ///   - callBackURL: Told when the task has ended, well or not; see `verifyWebhook`.
    ///   - taskID: An id of your own, 16 to 64 of `A-Z a-z 0-9 _ -`. Ordering again under it gives
    ///     the same task, and every other call takes it in place of the server's id.
    ///   - idempotencyKey: The same for one order, without naming the task. Made anew for each call
    ///     when you give none, so that this call's own retries order once.
    ///   - metadata: Up to 16 pairs, kept with the task; lists and usage can be filtered by them.
    ///   - quoteID: Be charged by this quote.
    /// - Returns: The task's id, and the most that it can cost.
    /// - Throws: `.server` with code 402 (not enough balance), 422 (the input does not fit the
    ///   model), 429 (too many orders), 433 (a spend cap) …: nothing was accepted or charged.
    ///   `.transport`: unknown; order again under the same key or task id.
    public func createTask(
        model: String,
        input: ImageInput,
        callBackURL: URL? = nil,
        taskID: String? = nil,
        idempotencyKey: String? = nil,
        metadata: [String: String] = [:],
        quoteID: String? = nil
    ) async throws(AIGenerateError) -> CreatedTask {
        try await createTask(
            model: model,
            input: input.fields,
            callBackURL: callBackURL,
            taskID: taskID,
            idempotencyKey: idempotencyKey,
            metadata: metadata,
            quoteID: quoteID
        )
    }

    /// Orders with an input of your own making: the model's fields by their names.
    public func createTask(
        model: String,
        input: [String: JSON],
        callBackURL: URL? = nil,
        taskID: String? = nil,
        idempotencyKey: String? = nil,
        metadata: [String: String] = [:],
        quoteID: String? = nil
    ) async throws(AIGenerateError) -> CreatedTask {
        let order = Order(
            model: model,
            input: input,
            callBackUrl: callBackURL?.absoluteString,
            taskId: taskID,
            metadata: metadata.isEmpty ? nil : metadata,
            quoteId: quoteID
        )
        var call = try APICall.post("/api/v1/jobs/createTask", order)
        call.idempotencyKey = idempotencyKey ?? UUID().uuidString.lowercased()
        var (task, headers) = try await fetch(call, as: CreatedTask.self)
        task.isReplay = headers.first(name: "idempotent-replayed") == "true"
        return task
    }

    /// What an order would cost. Charges nothing; the price holds for ten minutes.
    public func quote(
        model: String,
        input: ImageInput
    ) async throws(AIGenerateError) -> Quote {
        try await quote(model: model, input: input.fields)
    }

    /// The same for an input of your own making.
    public func quote(
        model: String,
        input: [String: JSON]
    ) async throws(AIGenerateError) -> Quote {
        try await fetch(.post("/api/v1/jobs/quote", Order(model: model, input: input))).data
    }

    /// One task as it stands now, by the server's id or the one you gave.
    public func task(_ id: String) async throws(AIGenerateError) -> TaskRecord {
        try await look(at: id, within: Limits.call).record
    }

    /// Stops a task that has not ended. Nothing is charged and what was held is returned.
    ///
    /// - Throws: `.server` with code 409 when the task has ended, or is at a point where it cannot
    ///   be stopped (it goes on then, and is charged if it succeeds).
    public func cancel(_ id: String) async throws(AIGenerateError) {
        _ = try await send(.post("/api/v1/jobs/cancelTask", ["taskId": id]))
    }

    /// Tasks of the account, newest first: the first page, or the one after `nextCursor` of the
    /// page before.
    public func list(
        _ filter: TaskFilter = TaskFilter(),
        after cursor: String? = nil
    ) async throws(AIGenerateError) -> TaskPage {
        try await fetch(.get("/api/v1/jobs/list", query: filter.query(cursor: cursor))).data
    }

    /// One look at a task, and when the server advises to look again.
    func look(
        at id: String,
        within limit: Duration
    ) async throws(AIGenerateError) -> (record: TaskRecord, lookAgainAfter: Duration?) {
        var call = APICall.get("/api/v1/jobs/recordInfo", query: [("taskId", id)])
        call.limit = limit
        let (record, headers) = try await fetch(call, as: TaskRecord.self)
        return (record, headers.retryAfter)
    }
}

/// The body of createTask and quote.
private struct Order: Encodable {
    var model: String
    var input: [String: JSON]
    var callBackUrl: String?
    var taskId: String?
    var metadata: [String: String]?
    var quoteId: String?
}
