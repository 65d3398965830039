import Dispatch
import Foundation

/// SIGTERM and SIGINT as a stream. A second signal ends the process at once.
enum Signals {
    static func endings() -> AsyncStream<Void> {
        AsyncStream { continuation in
            let sources = [SIGTERM, SIGINT].map { number in
                signal(number, SIG_IGN)
                return DispatchSource.makeSignalSource(signal: number, queue: .global())
            }
            let count = SignalCount()
            for source in sources {
                source.setEventHandler {
                    if count.next() > 1 { exit(ExitReason.interrupted.rawValue) }
                    continuation.yield()
                }
                source.resume()
            }
            continuation.onTermination = { _ in
                // Kept alive to the end of the process: a second signal must still be heard.
                withExtendedLifetime(sources) {}
            }
        }
    }
}

/// `@unchecked Sendable`: `count` is protected by `lock`.
private final class SignalCount: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}
