import Domain
import HTTPTypes
import Storage

/// Makes a task of an images request, or finds the one that it repeats.
struct OrderImage: Sendable {
    let house: House

    struct Ordered: Sendable {
        let task: TaskID
        /// What the answer's headers say of the order.
        let headers: [String: String]
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
        let order = try TaskOrder(
            body: try taskBody(request),
            headers: headers,
            path: path,
            fingerprint: fingerprint
        )
        let retry = order.replayKey == nil ? clientRetry(headers, fingerprint) : nil
        if let retry, retry.count > 0,
            let task = try await house.store.reattach(retry, caller: caller)
        {
            return Ordered(task: task, headers: ["Idempotent-Replayed": "true"])
        }
        let bell = house.store.bells.expect(order.taskID(house))
        let outcome = try await AcceptTask(house: house)(
            order,
            caller,
            requestID: requestID,
            clientRetry: retry
        )
        switch outcome {
        case .replayed(let task):
            return Ordered(task: task, headers: ["Idempotent-Replayed": "true"])
        case .new(let priced, let remaining):
            var headers = OpenAIEnvelope.rateLimit(house.settings.creates, remaining: remaining)
            if let servedBy = priced.servedBy { headers["X-AI-Served-By"] = servedBy.slug }
            return Ordered(task: order.taskID(house), headers: headers, bell: bell)
        }
    }

    /// The same order as a createTask body: what the record shows.
    private func taskBody(_ request: ImageRequest) throws(APIError) -> [String: JSONValue] {
        let names = ModelNames(catalog: house.catalog)
        let variant = try names.variant(request)
        var input = request.input
        if request.partials > 0, variant.inputs.field("partial_images") != nil {
            input["partial_images"] = .int(Int64(request.partials))
        }
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

extension ImageRequest.Kind {
    /// The address below the base URL: also what an idempotency key belongs to.
    var path: String {
        switch self {
        case .generation: "v1/images/generations"
        case .edit: "v1/images/edits"
        }
    }
}
