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
    private let output: URL
    private let errors: URL
    package let pid: Int32

    /// Beside the test bundle, where the package manager builds both.
    package static var aigenerate: String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(component: "aigenerate").path
    }

    /// Starts it. Its output is kept in `folder`, in files named after `name`; `environment` is the
    /// whole of it. `terminal` takes what goes to stderr instead.
    package init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = ["PATH": "/usr/bin:/bin", "HOME": "/tmp"],
        folder: URL,
        worksIn: URL? = nil,
        name: String = UUID().uuidString,
        input: String = "",
        terminal: FileHandle? = nil
    ) throws {
        output = folder.appending(component: name + ".out")
        errors = folder.appending(component: name + ".err")
        let source = folder.appending(component: name + ".in")
        for (file, text) in [(output, ""), (errors, ""), (source, input)] {
            try Data(text.utf8).write(to: file)
        }
        let standardInput = try FileHandle(forReadingFrom: source)
        let standardOutput = try FileHandle(forWritingTo: output)
        let standardError = try terminal ?? FileHandle(forWritingTo: errors)
        let child = try Spawn(
            program,
            arguments,
            environment: environment,
            folder: worksIn?.path,
            Spawn.Streams(
                input: standardInput.fileDescriptor,
                output: standardOutput.fileDescriptor,
                errors: standardError.fileDescriptor
            )
        )
        withExtendedLifetime((standardInput, standardOutput, standardError)) {}
        pid = child.pid
        // The thread holds this until the child is reaped: no zombies, no lost ends.
        Thread { [self] in
            child.wait()
            finish(child)
        }
        .start()
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

    private func finish(_ child: Spawn) {
        let waiting = state.withLock { state in
            // Under the lock, so that no signal meets another process of the same number.
            state.ending = child.reap()
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
