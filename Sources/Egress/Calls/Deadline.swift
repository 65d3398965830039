/// Runs `work` and cancels it when `limit` has passed. What the cancelled work still gives back
/// counts; its failure becomes a timeout.
func within<Value: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws(EgressFailure) -> Value
) async throws(EgressFailure) -> Value {
    let outcome = await withTaskGroup { group -> Result<Value, EgressFailure> in
        group.addTask { () -> Result<Value, EgressFailure>? in
            do throws(EgressFailure) { return .success(try await work()) } catch {
                return .failure(error)
            }
        }
        group.addTask { () -> Result<Value, EgressFailure>? in
            // Ends early only when it is cancelled: by us below, or with the caller's task.
            try? await Task.sleep(for: limit)
            return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        if let first { return first }
        if case .success(let value)?? = await group.next() { return .success(value) }
        return .failure(Task.isCancelled ? .cancelled : .timeout(.total))
    }
    return try outcome.get()
}
