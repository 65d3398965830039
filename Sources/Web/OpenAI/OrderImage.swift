import Domain
import HTTPTypes
import Storage

/// Makes a task of an images request, or finds the one that it repeats.
struct OrderImage: Sendable {
    let house: House

    struct Ordered: Sendable {
        var task: TaskID
        /// The tier that was ordered; nil where there are none.
        let quality: String?
        /// What the answer's headers say of the order.
        var headers: [String: String] = [:]
        /// What the caller should know.
        var warnings: [String] = []
        /// Of a new task: rings from its first change on.
        var bell: AsyncStream<TaskBells.Ring>?
    }

    /// - fingerprint: of what the client sent; equal for an equal request.
    func callAsFunction(
        _ request: ImageRequest,
        _ caller: Caller,
        headers: HTTPFields,
        fingerprint: String,
        requestID: String
    ) async throws -> Ordered {
        let path = request.kind.path
        let choice = try chosen(request)
        let order = try TaskOrder(
            body: taskBody(request, choice.variant, choice.input.fields),
            headers: headers,
            path: path,
            fingerprint: fingerprint
        )
        var ordered = Ordered(task: order.taskID(house), quality: choice.variant.quality)
        ordered.say(choice.input.ignored, of: choice.variant, asked: request.model)
        ordered.warnings += choice.warnings
        let retry = order.replayKey == nil ? clientRetry(headers, fingerprint) : nil
        if let retry, retry.count > 0,
            let task = try await house.store.reattach(retry, caller: caller)
        {
            return ordered.replaying(task)
        }
        let bell = house.store.bells.expect(order.taskID(house))
        switch try await accept(order, choice.variant, caller, requestID, retry) {
        case .replayed(let task): return ordered.replaying(task)
        case .new(let priced, let remaining):
            ordered.headers.merge(
                OpenAIEnvelope.rateLimit(house.settings.creates, remaining: remaining)
            ) { $1 }
            if let servedBy = priced.servedBy { ordered.headers["X-AI-Served-By"] = servedBy.slug }
            ordered.warnings += priced.input.warnings + priced.notices
            ordered.bell = bell
            return ordered
        }
    }

    /// OpenAI's clients know a model that ended as one that does not exist.
    private func accept(
        _ order: TaskOrder,
        _ variant: Variant,
        _ caller: Caller,
        _ requestID: String,
        _ retry: ClientRetry?
    ) async throws -> AcceptTask.Outcome {
        do {
            return try await AcceptTask(house: house)(
                order,
                caller,
                requestID: requestID,
                clientRetry: retry
            )
        } catch let error as APIError where error.type == "model_not_available" {
            guard variant.isRetired(at: house.store.clock.wall()) else { throw error }
            throw APIError.modelNotFound(error.message)
        }
    }

    private func chosen(
        _ request: ImageRequest
    ) throws(APIError) -> (
        variant: Variant, input: ImageRequest.Accepted, warnings: [String]
    ) {
        do throws(ModelProblem) {
            return try request.choice(in: house.catalog)
        } catch {
            throw house.refusal(error, isOpenAI: true)
        }
    }

    /// The same order as a createTask body: what the record shows.
    private func taskBody(
        _ request: ImageRequest,
        _ variant: Variant,
        _ input: [String: JSONValue]
    ) -> [String: JSONValue] {
        var body: [String: JSONValue] = [
            "model": .string(variant.slug), "input": .object(input),
        ]
        if let metadata = request.metadata { body["metadata"] = .object(metadata) }
        return body
    }

    /// OpenAI's clients send no idempotency key; they only say which try this is.
    private func clientRetry(_ headers: HTTPFields, _ fingerprint: String) -> ClientRetry? {
        guard let name = HeaderName.stainlessRetryCount, let text = headers[name],
            let count = Int(text), (0...100).contains(count)
        else { return nil }
        return ClientRetry(count: count, fingerprint: fingerprint)
    }
}

extension OrderImage.Ordered {
    /// Names what has no effect, and the variant where it was asked for by another name.
    fileprivate mutating func say(_ ignored: [String], of variant: Variant, asked name: String?) {
        if !ignored.isEmpty { headers["X-AI-Ignored"] = ignored.joined(separator: ", ") }
        warnings += ignored.map { "'\($0)' is accepted and has no effect here." }
        if name != variant.slug { headers["X-AI-Served-By"] = variant.slug }
    }

    fileprivate func replaying(_ id: TaskID) -> Self {
        var replay = self
        replay.task = id
        replay.headers["Idempotent-Replayed"] = "true"
        return replay
    }
}

extension ImageRequest.Kind {
    /// The address below the base URL: also what an idempotency key belongs to.
    var path: String {
        switch self {
        case .generation: "v1/images/generations"
        case .edit: "v1/images/edits"
        }
    }
}
