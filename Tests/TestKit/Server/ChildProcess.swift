package import Foundation
import Synchronization

/// A program run as a process of its own, with its output at hand.
package final class ChildProcess: Sendable {
    /// How it ended.
    package struct Ending: Sendable {
        /// The exit code; the number of the signal when one ended it.
        package let code: Int32
        package let wasKilled: Bool
        package let output: Data
        package let errors: String

        package var text: String { String(decoding: output, as: UTF8.self) }
    }

    private struct State {
        var ending: (code: Int32, wasKilled: Bool)?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    // Guards what the process's end, seen on another thread, writes and the test reads.
    private let state = Mutex(State())
    private let process: Mutex<Process>
    private let output: URL
    private let errors: URL
    package let pid: Int32

    /// Beside the test bundle, where the package manager builds both.
    package static var aigenerate: String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(component: "aigenerate").path
    }

    /// Starts it. Its output is kept in `folder`, in files named after `name`; `environment` is the
    /// whole of it.
    package init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = ["PATH": "/usr/bin:/bin", "HOME": "/tmp"],
        folder: URL,
        name: String = UUID().uuidString
    ) throws {
        output = folder.appending(component: name + ".out")
        errors = folder.appending(component: name + ".err")
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let ended = Ended()
        process.terminationHandler = { process in
            ended.report(process.terminationStatus, process.terminationReason == .uncaughtSignal)
        }
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
        ended.tell { [weak self] code, wasKilled in self?.finish(code, wasKilled) }
    }

    /// Sends it a signal; nothing happens when it has ended.
    package func signal(_ number: Int32) {
        state.withLock { if $0.ending == nil { kill(pid, number) } }
    }

    package var hasEnded: Bool { state.withLock { $0.ending != nil } }

    /// What it wrote to stdout so far.
    package var outputSoFar: String {
        (try? Data(contentsOf: output)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// What it wrote to stderr so far.
    package var errorsSoFar: String {
        (try? Data(contentsOf: errors)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Waits for its end.
    package func ending() async throws -> Ending {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.ending == nil { state.waiting.append(continuation) }
                return state.ending != nil
            }
            if isOver { continuation.resume() }
        }
        let end = state.withLock { $0.ending ?? (code: -1, wasKilled: false) }
        return Ending(
            code: end.code,
            wasKilled: end.wasKilled,
            output: try Data(contentsOf: output),
            errors: errorsSoFar
        )
    }

    private func finish(_ code: Int32, _ wasKilled: Bool) {
        let waiting = state.withLock { state in
            state.ending = (code, wasKilled)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Carries the end of a process, which may come before anybody can be told.
private final class Ended: Sendable {
    private typealias Told = @Sendable (Int32, Bool) -> Void
    // Guards both: whichever comes second, end or listener, calls the listener.
    private let state = Mutex<(end: (Int32, Bool)?, told: Told?)>((nil, nil))

    func report(_ code: Int32, _ wasKilled: Bool) {
        let told = state.withLock { state in
            state.end = (code, wasKilled)
            return state.told
        }
        told?(code, wasKilled)
    }

    func tell(_ listener: @escaping @Sendable (Int32, Bool) -> Void) {
        let end = state.withLock { state in
            state.told = listener
            return state.end
        }
        if let end { listener(end.0, end.1) }
    }
}
