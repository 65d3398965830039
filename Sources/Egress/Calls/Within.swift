/// Runs `work` and cancels it when `limit` has passed. What the cancelled work still gives back
/// counts; its failure becomes a timeout.
func within<Value: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws(EgressFailure) -> Value
) async throws(EgressFailure) -> Value {
    let (outcome, isLate) = await withDeadline(limit) { () -> Result<Value, EgressFailure> in
        do throws(EgressFailure) { return .success(try await work()) } catch {
            return .failure(error)
        }
    }
    if case .success(let value) = outcome { return value }
    if isLate { throw .timeout(.total) }
    if Task.isCancelled { throw .cancelled }
    return try outcome.get()
}
