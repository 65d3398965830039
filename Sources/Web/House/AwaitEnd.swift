import Domain
import Storage

/// Waits for a task to end, on behalf of a client that keeps its connection open. The work belongs
/// to the worker: a client that goes away stops the waiting and nothing else.
struct AwaitEnd: Sendable {
    let house: House

    /// The task once it has ended; as it stands when `patience` is over (to the second).
    ///
    /// - bell: one that is listened to already; heard since before the task was accepted, it spares the
    ///   first look.
    func callAsFunction(
        _ id: TaskID,
        patience: Duration?,
        bell: AsyncStream<TaskBells.Ring>? = nil
    ) async throws -> Standing {
        let bell = bell ?? house.store.bells.listen(to: id)
        let until = patience.map { house.store.clock.steady() + $0 }
        while true {
            switch try await news(of: id, until: until, bell) {
            case .arrived: continue
            case .stands(let standing): return standing
            }
        }
    }

    struct Standing: Sendable {
        let task: MediaTask
        /// Those of its pictures that need not be looked up.
        var pictures: [SmallPicture] = []
    }

    enum News: Sendable {
        /// Its pictures are there, but it has not ended yet.
        case arrived(ArrivedPictures)
        /// It has ended, or it is late.
        case stands(Standing)
    }

    /// What comes first: that its pictures have arrived, its end, or the end of patience.
    func news(
        of id: TaskID,
        until: Timestamp?,
        _ bell: AsyncStream<TaskBells.Ring>
    ) async throws -> News {
        for await ring in bell {
            switch ring {
            case .arrived(let pictures): return .arrived(pictures)
            case .ended(let task, let pictures):
                return .stands(Standing(task: task, pictures: pictures))
            case .look: break
            }
            guard let hasEnded = try await house.store.hasEnded(id) else {
                throw APIError.noSuchTask
            }
            let isOver = until.map { house.store.clock.steady() >= $0 } ?? false
            if hasEnded || isOver {
                guard let task = try await house.store.task(id) else { throw APIError.noSuchTask }
                return .stands(Standing(task: task))
            }
            if house.door.current == .closing { throw APIError.stopping }
        }
        throw CancellationError()
    }
}
