import Domain
import Foundation
import Synchronization

/// What this node runs now, so that a cancel reaches the call.
///
/// `@unchecked Sendable`: `cancellations` is protected by `lock`.
final class RunningTasks: @unchecked Sendable {
    private let lock = NSLock()
    private var cancellations: [TaskID: Cancellation] = [:]

    var count: Int { lock.withLock { cancellations.count } }

    func add(_ task: TaskID) -> Cancellation {
        let cancellation = Cancellation()
        lock.withLock { cancellations[task] = cancellation }
        return cancellation
    }

    /// A task that came back meanwhile, and runs anew, stays.
    func remove(_ task: TaskID, _ cancellation: Cancellation) {
        lock.withLock {
            if cancellations[task] === cancellation { cancellations[task] = nil }
        }
    }

    func cancel(_ task: TaskID) {
        lock.withLock { cancellations[task] }?.cancel()
    }
}

/// Runs work that can be cancelled from outside its task group, also before it has begun.
final class Cancellation: Sendable {
    private enum State {
        case notBegun
        case running(Task<Void, Never>)
        case cancelled
    }

    private let state = Mutex(State.notBegun)

    func cancel() {
        let running = state.withLock { state -> Task<Void, Never>? in
            defer { state = .cancelled }
            return if case .running(let task) = state { task } else { nil }
        }
        running?.cancel()
    }

    /// Returns when the work has ended, cancelled or not.
    func run(_ work: @escaping @Sendable () async -> Void) async {
        // Unstructured: cancelled from outside its group; awaited below.
        let task = Task { await work() }
        let isCancelled = state.withLock { state in
            if case .cancelled = state { return true }
            state = .running(task)
            return false
        }
        if isCancelled { task.cancel() }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// One flag: stop taking work.
///
/// `@unchecked Sendable`: `stopping` is protected by `lock`.
final class DrainSignal: @unchecked Sendable {
    private let lock = NSLock()
    private var stopping = false

    var isStopping: Bool { lock.withLock { stopping } }

    func stop() {
        lock.withLock { stopping = true }
    }
}
