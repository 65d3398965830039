import Dispatch
import Foundation
import Synchronization

/// Ctrl-C (and a polite kill) as something that can be waited for.
struct Interrupts {
    private let signals: AsyncStream<Void>
    /// A source that is let go of hears nothing more.
    private let sources: [any DispatchSourceSignal]

    /// From here on the signals no longer end the process by themselves.
    init() {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        self.signals = signals
        // A terminal that is closed interrupts, too, but not what nohup has started.
        let heard = Mutex(0)
        let wanted = [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP])
        sources = wanted.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                continuation.yield()
                // One ends the work, another the tidy end. A write that nobody takes hears neither.
                let count = heard.withLock { count in
                    count += 1
                    return count
                }
                if count > 2 { _exit(130) }
            }
            source.resume()
            return source
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    enum Outcome<Value: Sendable>: Sendable {
        case ended(Value)
        case interrupted
    }

    /// Does the work, or cancels it when the person interrupts. Can be used again after an
    /// interruption, for the tidy end that another interruption cuts short.
    func whileWorking<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Outcome<Value> {
        try await withThrowingTaskGroup(of: Outcome<Value>.self) { group in
            defer { group.cancelAll() }
            group.addTask { .ended(try await work()) }
            group.addTask { [signals] in
                for await _ in signals { return .interrupted }
                throw CancellationError()
            }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
