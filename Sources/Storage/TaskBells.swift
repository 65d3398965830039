package import Domain
import Synchronization

/// Tells whoever waits for a task in this process that its rows changed. A bell only shortens the
/// wait for the next look: the row is the truth, and once a second every bell rings, for what other
/// nodes changed.
package final class TaskBells: Sendable {
    private typealias Listeners = [Int: AsyncStream<Ring>.Continuation]

    package enum Ring: Sendable {
        /// Its rows may have changed.
        case look
        /// What was bought for it has come whole; its rows have not changed.
        case arrived(ArrivedPictures)
        /// It has ended: this is its record as it was committed, and what has no file of its pictures.
        case ended(MediaTask, [SmallPicture])
    }

    private struct State {
        var listeners: [TaskID: Listeners] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Rings at once, and then whenever the task may have changed. Rings that nobody took melt into
    /// one.
    package func listen(to task: TaskID) -> AsyncStream<Ring> { listen(to: [task]) }

    /// For a task that is not accepted yet: rings only when it changes.
    package func expect(_ task: TaskID) -> AsyncStream<Ring> {
        listen(to: [task], ringingAtOnce: false)
    }

    /// Rings whenever any of them may have changed.
    package func listen(to tasks: [TaskID]) -> AsyncStream<Ring> {
        listen(to: tasks, ringingAtOnce: true)
    }

    private func listen(to tasks: [TaskID], ringingAtOnce: Bool) -> AsyncStream<Ring> {
        let (stream, bell) = AsyncStream.makeStream(
            of: Ring.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let number = state.withLock { state in
            state.lastNumber += 1
            for task in tasks { state.listeners[task, default: [:]][state.lastNumber] = bell }
            return state.lastNumber
        }
        bell.onTermination = { [weak self] _ in self?.forget(number, of: tasks) }
        if ringingAtOnce { bell.yield(.look) }
        return stream
    }

    package func ring(_ task: TaskID) {
        ring(task, .look)
    }

    /// Whether anybody in this process waits for the task.
    package func isAwaited(_ task: TaskID) -> Bool {
        state.withLock { $0.listeners[task] != nil }
    }

    package func arrived(_ pictures: ArrivedPictures, of task: TaskID) {
        ring(task, .arrived(pictures))
    }

    func ended(_ record: MediaTask, _ pictures: [SmallPicture]) {
        ring(record.id, .ended(record, pictures))
    }

    private func ring(_ task: TaskID, _ ring: Ring) {
        let bells = state.withLock { $0.listeners[task].map { Array($0.values) } }
        for bell in bells ?? [] { bell.yield(ring) }
    }

    package func ringAll() {
        let bells = state.withLock { $0.listeners.values.flatMap(\.values) }
        for bell in bells { bell.yield(.look) }
    }

    private func forget(_ number: Int, of tasks: [TaskID]) {
        state.withLock { state in
            for task in tasks {
                state.listeners[task]?[number] = nil
                if state.listeners[task]?.isEmpty == true { state.listeners[task] = nil }
            }
        }
    }
}
