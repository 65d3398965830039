import Dispatch
import Foundation
import Logging
import NIOCore
import Synchronization

/// Ends a process that was told to stop and does not. All tasks run on the event loops, the orderly
/// stop too, so whatever computes there without end would prevent it. This has a queue of its own.
final class ShutdownWatchdog: Sendable {
    struct Limits: Sendable {
        var tick = Duration.seconds(1)
        /// From the first signal to the end, whatever is left. In ticks, so that the time in which a
        /// machine sleeps does not count.
        var stop: Int
        /// An event loop that has not answered for so many ticks never will.
        var silence = 20
    }

    private struct State {
        var signals = 0
        var isOver = false
        var ticks = 0
        /// The tick at which each loop was asked for a sign of life that it has not given yet.
        var asked: [Int: Int] = [:]
    }

    private let limits: Limits
    private let loops: [any EventLoop]
    private let logger: Logger
    private let end: @Sendable (ExitReason) -> Void
    private let queue = DispatchQueue(label: "shutdown-watchdog", qos: .userInteractive)
    // Guards what the queue, the thread and the event loops change.
    private let state = Mutex(State())

    /// - end: ends the process at once.
    init(
        _ limits: Limits,
        loops: [any EventLoop],
        logger: Logger,
        end: @escaping @Sendable (ExitReason) -> Void = { _exit($0.rawValue) }
    ) {
        self.limits = limits
        self.loops = loops
        self.logger = logger
        self.end = end
    }

    /// Listens to these signals until the sources are cancelled.
    func watch(_ signals: [Int32]) -> [any DispatchSourceSignal] {
        signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in signalled() }
            source.resume()
            return source
        }
    }

    /// It has stopped in good time.
    func cancel() {
        state.withLock { $0.isOver = true }
    }

    /// The first one starts the clock, the second ends the process.
    func signalled() {
        let signals = state.withLock { state in
            state.signals += 1
            return state.signals
        }
        if signals > 1 { return end(.interrupted) }
        Thread.detachNewThread { [self] in
            while !state.withLock(\.isOver), look() {
                Thread.sleep(forTimeInterval: limits.tick.seconds)
            }
        }
    }

    /// False: it has ended the process.
    private func look() -> Bool {
        let (now, isSilent) = state.withLock { state in
            state.ticks += 1
            return (
                state.ticks, state.asked.values.contains { state.ticks - $0 > limits.silence }
            )
        }
        let isLate = now > limits.stop
        if isLate || isSilent {
            logger.critical(
                "the stop takes too long: exiting, the next start looks after open calls",
                metadata: ["cause": isSilent ? "an event loop is busy" : "the time is over"]
            )
            end(.unexpected)
            return false
        }
        for (index, loop) in loops.enumerated() {
            let isWaiting = state.withLock { state in
                if state.asked[index] != nil { return true }
                state.asked[index] = now
                return false
            }
            if isWaiting { continue }
            loop.execute { [self] in state.withLock { $0.asked[index] = nil } }
        }
        return true
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
