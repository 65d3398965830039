import Domain
import Egress

/// Runs a provider call and gives it up when the task's time is over; the outcome is then uncertain.
func withTaskDeadline(
    _ limit: Duration,
    _ call: @escaping @Sendable () async throws(ProviderFailure) -> ProviderResponse
) async throws(ProviderFailure) -> ProviderResponse {
    let (result, isLate) = await withDeadline(limit) {
        () -> Result<ProviderResponse, ProviderFailure> in
        do throws(ProviderFailure) { return .success(try await call()) } catch {
            return .failure(error)
        }
    }
    // The time is over: the call was given up, and says how far it had got.
    if isLate, case .failure(.uncertain(.cancelled, let detail)) = result {
        throw .uncertain(.timeout, detail: "the task's time ran out: \(detail)")
    }
    return try result.get()
}
