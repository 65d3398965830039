import Domain

/// Runs a provider call and gives it up when the task's time is over; the outcome is then uncertain.
func withDeadline(
    _ limit: Duration,
    _ call: @escaping @Sendable () async throws(ProviderFailure) -> ProviderReply
) async throws(ProviderFailure) -> ProviderReply {
    let result = await withTaskGroup(
        of: Result<ProviderReply, ProviderFailure>?.self
    ) { group -> Result<ProviderReply, ProviderFailure> in
        group.addTask {
            do throws(ProviderFailure) {
                return .success(try await call())
            } catch {
                return .failure(error)
            }
        }
        group.addTask {
            try? await Task.sleep(for: max(limit, .zero))
            return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        if let first { return first }
        // The time is over: the call is being given up, and says how far it had got.
        guard let last = await group.next() ?? nil else {
            return .failure(.uncertain(.timeout, detail: "the task's time ran out"))
        }
        if case .failure(.uncertain(.cancelled, let detail)) = last {
            return .failure(.uncertain(.timeout, detail: "the task's time ran out: \(detail)"))
        }
        return last
    }
    return try result.get()
}
