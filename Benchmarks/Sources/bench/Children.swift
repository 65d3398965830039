import Foundation
import Synchronization

/// The processes that the benchmark started. Each has a process group of its own, so nobody else
/// would end them: neither Ctrl-C nor a benchmark that gives up may leave one behind.
enum Children {
    private static let running = Mutex<Set<Int32>>([])
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    static func start(_ process: Process) throws {
        try process.run()
        let pid = process.processIdentifier
        running.withLock { _ = $0.insert(pid) }
    }

    /// Orderly, and after two seconds not.
    static func stop(_ process: Process) {
        process.terminate()
        let deadline = DispatchTime.now() + 2
        while process.isRunning, DispatchTime.now() < deadline { usleep(10_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        let pid = process.processIdentifier
        running.withLock { _ = $0.remove(pid) }
    }

    /// Ends everything after so long, or when we are told to end. Called once, at the start.
    static func endAll(after seconds: Int) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { giveUp("interrupted") }
            source.resume()
            sources.append(source)
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) {
            giveUp("not done within \(seconds) s: the machine is too busy to measure")
        }
    }

    private static func giveUp(_ reason: String) -> Never {
        Command.say("bench: \(reason)")
        // The whole group of each: a proxy has workers.
        running.withLock { for pid in $0 { kill(-pid, SIGKILL) } }
        exit(1)
    }
}
