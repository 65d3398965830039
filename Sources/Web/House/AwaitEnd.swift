import Domain
import Storage

/// Waits for a task to end, on behalf of a client that keeps its connection open. The work belongs
/// to the worker: a client that goes away stops the waiting and nothing else.
struct AwaitEnd: Sendable {
    let house: House

    /// The task once it has ended; as it stands when `patience` is over (to the second).
    func callAsFunction(_ id: TaskID, patience: Duration?) async throws -> MediaTask {
        let start = house.store.clock.steady()
        for await _ in house.store.bells.listen(to: id) {
            guard let task = try await house.store.task(id) else { throw APIError.noSuchTask }
            if task.state.isTerminal { return task }
            if let patience, house.store.clock.steady() - start >= patience { return task }
            if house.door.current == .closing { throw APIError.stopping }
        }
        throw CancellationError()
    }
}
