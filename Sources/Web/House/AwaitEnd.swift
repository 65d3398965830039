import Domain
import Storage

/// Waits for a task to end, on behalf of a client that keeps its connection open. The work belongs
/// to the worker: a client that goes away stops the waiting and nothing else.
struct AwaitEnd: Sendable {
    let house: House

    /// The task once it has ended; as it stands when `patience` is over (to the second).
    ///
    /// - bell: heard since before the task was accepted, so that nothing need be looked up at first.
    func callAsFunction(
        _ id: TaskID,
        patience: Duration?,
        bell: AsyncStream<TaskBells.Ring>? = nil
    ) async throws -> (task: MediaTask, pictures: [SmallPicture]) {
        let start = house.store.clock.steady()
        for await ring in bell ?? house.store.bells.listen(to: id) {
            if case .ended(let task, let pictures) = ring { return (task, pictures) }
            guard let hasEnded = try await house.store.hasEnded(id) else {
                throw APIError.noSuchTask
            }
            let isOver = patience.map { house.store.clock.steady() - start >= $0 } ?? false
            if hasEnded || isOver {
                guard let task = try await house.store.task(id) else { throw APIError.noSuchTask }
                return (task, [])
            }
            if house.door.current == .closing { throw APIError.stopping }
        }
        throw CancellationError()
    }
}
