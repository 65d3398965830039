import Domain
import Foundation

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

    func remove(_ task: TaskID) {
        lock.withLock { cancellations[task] = nil }
    }

    func cancel(_ task: TaskID) {
        lock.withLock { cancellations[task] }?.cancel()
    }
}

/// Runs work that can be cancelled from outside its task group.
struct Cancellation: Sendable {
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func cancel() {
        signal.yield()
    }

    func run(_ work: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await work()
                return true
            }
            group.addTask { [signals] in
                for await _ in signals { return false }
                return false
            }
            // Whichever ends first ends the other; the work's own end is always awaited.
            _ = await group.next()
            group.cancelAll()
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
