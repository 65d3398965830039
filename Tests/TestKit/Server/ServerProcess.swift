package import Foundation
import Synchronization

/// The real server, run from the debug binary on a data folder of its own.
///
///     try await ServerProcess.run { server in
///         let customer = try await server.customer()
///         …
///     }
///
/// `run` audits the ledger at the end and ends every process it started.
package final class ServerProcess: Sendable {
    package let folder: URL
    /// Settings by their names in the environment.
    private let settings: [String: String]
    /// The program that starts it, and its arguments: to give it other limits.
    private let wrapper: [String]

    private struct State {
        var child: ChildProcess?
        var address = ""
        var starts = 0
    }

    // Guards which child is the current one: tests kill and restart it while others call it.
    private let state = Mutex(State())

    private init(_ settings: [String: String], wrapper: [String]) throws {
        self.settings = settings
        self.wrapper = wrapper
        folder = FileManager.default.temporaryDirectory
            .appending(component: "aig-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Runs a server while `body` runs.
    ///
    /// `settings` are more settings, such as `["AIGENERATE_SLOTS": "1"]`; without `isStarted` the
    /// first start is left to `body`.
    package static func run<Value>(
        _ settings: [String: String] = [:],
        isStarted: Bool = true,
        wrapper: [String] = [],
        _ body: (ServerProcess) async throws -> Value
    ) async throws -> Value {
        await Places.servers.take()
        do {
            let server = try ServerProcess(settings, wrapper: wrapper)
            do {
                if isStarted { try await server.start() }
                let value = try await body(server)
                try await server.audit()
                await server.end()
                await Places.servers.leave()
                return value
            } catch {
                let log = server.log.suffix(3_000)
                await server.end()
                throw ServerStory(error: error, log: String(log))
            }
        } catch {
            await Places.servers.leave()
            throw error
        }
    }

    package var dataPath: String { folder.appending(component: "data").path }

    /// `http://127.0.0.1:PORT` of the current start.
    package var address: String { state.withLock(\.address) }

    /// What the current start wrote to stderr.
    package var log: String { state.withLock(\.child)?.errorsSoFar ?? "" }

    /// What the current start wrote to stdout.
    package var greeting: String { state.withLock(\.child)?.outputSoFar ?? "" }

    /// Of the current start.
    package var processID: Int32? { state.withLock(\.child)?.pid }

    package var isRunning: Bool { state.withLock(\.child).map { !$0.hasEnded } ?? false }

    /// Starts it and waits until it says where it is.
    ///
    /// - Throws: `ServerStopped` when it ends before that.
    ///
    /// `command` is what runs it, such as `["/usr/bin/prlimit", "--nofile=64"]`.
    package func start(
        _ more: [String: String] = [:],
        arguments: [String] = [],
        under command: [String] = []
    ) async throws {
        let child = try launch(more, arguments: arguments, under: command)
        let address = try await eventually("the server says its address", every: .milliseconds(5)) {
            () -> String? in
            if let address = Self.address(in: child.outputSoFar) { return address }
            if child.hasEnded {
                // It may have said it and died since: a crash point soon after the start.
                if let address = Self.address(in: child.outputSoFar) { return address }
                let ending = try await child.ending()
                throw ServerStopped(ending: ending)
            }
            return nil
        }
        state.withLock { $0.address = address }
    }

    /// Starts it without waiting for anything.
    @discardableResult
    package func launch(
        _ more: [String: String] = [:],
        arguments: [String] = [],
        under command: [String] = []
    ) throws -> ChildProcess {
        let number = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        let words =
            wrapper + command
            + [ChildProcess.aigenerate, "serve", "--data", dataPath, "--port", "0"] + arguments
        let child = try ChildProcess(
            words[0],
            Array(words.dropFirst()),
            environment: environment.merging(more) { $1 },
            folder: folder,
            name: "serve-\(number)"
        )
        state.withLock { $0.child = child }
        return child
    }

    private static func address(in output: String) -> String? {
        // The first line names it, or, with a public address, the second.
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 2 else { return nil }
        let places = lines.prefix(2).compactMap { line in
            line.firstRange(of: "http://").map { String(line[$0.lowerBound...]) }
        }
        return places.first
    }

    /// `kill -9`, and waits until it is gone.
    package func kill() async throws {
        try await signal(SIGKILL)
    }

    /// SIGTERM, and waits for its end.
    @discardableResult
    package func terminate() async throws -> ChildProcess.Ending {
        try await signal(SIGTERM)
    }

    @discardableResult
    package func signal(_ number: Int32) async throws -> ChildProcess.Ending {
        tell(number)
        return try await ending()
    }

    /// Sends a signal and waits for nothing.
    package func tell(_ number: Int32) {
        state.withLock(\.child)?.signal(number)
    }

    /// Waits until the current start has ended.
    @discardableResult
    package func ending() async throws -> ChildProcess.Ending {
        guard let child = state.withLock(\.child) else {
            throw NotInTime(description: "it never started")
        }
        return try await child.ending()
    }

    private func end() async {
        if let child = state.withLock(\.child), !child.hasEnded {
            child.signal(SIGKILL)
            _ = try? await child.ending()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What every process of this house runs with.
    var environment: [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": folder.path,
            // Naming every frame of a debug build takes minutes.
            "SWIFT_BACKTRACE": "enable=no",
            "AIGENERATE_EGRESS_ALLOW_CIDRS": "127.0.0.0/8", "AIGENERATE_LOG_LEVEL": "debug",
        ].merging(TestDay.clock()) { $1 }.merging(settings) { $1 }
    }
}

/// The server ended before it served.
package struct ServerStopped: Error, CustomStringConvertible {
    package let ending: ChildProcess.Ending
    package var description: String { "exit \(ending.code): \(ending.errors)" }
}

/// An error of a journey with the end of the server's log beside it.
struct ServerStory: Error, CustomStringConvertible {
    let error: any Error
    let log: String
    var description: String { "\(error)\nThe server's log ends:\n\(log)" }
}
