import Dispatch
import Synchronization

/// Runs `work` and cancels it when `limit` has passed, or when the caller is cancelled. It is waited
/// for in any case: what it still gives back counts.
///
/// - Returns: what `work` gave, and whether its time was over before.
package func withDeadline<Value: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async -> Value
) async -> (value: Value, isLate: Bool) {
    // Unstructured: the deadline must be able to cancel it without its caller; awaited below.
    let running = Task { await work() }
    let deadline = DeadlineTimer.shared.add(after: limit) { running.cancel() }
    let value = await withTaskCancellationHandler {
        await running.value
    } onCancel: {
        running.cancel()
    }
    let isLate = !DeadlineTimer.shared.remove(deadline)
    return (value, isLate)
}

/// The one timer behind all deadlines. A sleeping task for each would stay in memory until its time
/// came, minutes after the call that it was for had ended.
private final class DeadlineTimer: Sendable {
    static let shared = DeadlineTimer()

    private struct Deadline {
        /// Nanoseconds of the machine's uptime.
        let at: UInt64
        let pass: @Sendable () -> Void
    }

    private struct State {
        var open: [Int: Deadline] = [:]
        var lastNumber = 0
        /// When the next look at them is due; nil: none is planned.
        var nextLook: UInt64?
    }

    // Guards the deadlines that have not passed.
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "deadlines")

    func add(after limit: Duration, _ pass: @escaping @Sendable () -> Void) -> Int {
        let at = DispatchTime.now().uptimeNanoseconds + limit.nanosecondsToWait
        return state.withLock { state in
            state.lastNumber += 1
            state.open[state.lastNumber] = Deadline(at: at, pass: pass)
            plan(at, &state)
            return state.lastNumber
        }
    }

    /// False: it has passed.
    func remove(_ number: Int) -> Bool {
        state.withLock { $0.open.removeValue(forKey: number) != nil }
    }

    /// Later deadlines than the next look are seen by it.
    private func plan(_ time: UInt64, _ state: inout State) {
        if let planned = state.nextLook, planned <= time { return }
        state.nextLook = time
        queue.asyncAfter(deadline: DispatchTime(uptimeNanoseconds: time)) { [self] in look(at: time)
        }
    }

    private func look(at planned: UInt64) {
        let passed = state.withLock { state -> [Deadline] in
            // An earlier one was planned after this.
            guard state.nextLook == planned else { return [] }
            state.nextLook = nil
            let now = DispatchTime.now().uptimeNanoseconds
            let passed = state.open.filter { $0.value.at <= now }
            for number in passed.keys { state.open[number] = nil }
            if let next = state.open.values.map(\.at).min() { plan(next, &state) }
            return Array(passed.values)
        }
        // Unstructured: they stand in the same line as the work, for what only waits for a thread
        // has had no time yet.
        for deadline in passed { Task { deadline.pass() } }
    }
}

extension Duration {
    /// At least 0, at most a hundred years.
    fileprivate var nanosecondsToWait: UInt64 {
        let longest = Duration.seconds(100 * 365 * 86_400)
        let (seconds, attoseconds) = min(max(self, .zero), longest).components
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
