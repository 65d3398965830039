import Domain
import Foundation
import TestKit

/// A script of `Tests/JourneyTests/Python`, run with the libraries that
/// `scripts/install-needs.sh test` puts into `.build/venv`.
enum PythonJourney {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

    static var python: String {
        tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".build/venv/bin/python").path
    }

    static func script(_ name: String) -> String { tests.appending(path: "Python/\(name)").path }

    /// Python sees the day of the test servers (`Python/clock/sitecustomize.py`): it checks and makes
    /// times that they compare with their own.
    static var environment: [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": "/tmp",
            "PYTHONPATH": tests.appending(path: "Python/clock").path,
            "CLOCK_OFFSET_SECONDS": String(TestDay.offsetSeconds),
        ]
    }

    /// Runs a program of `.build/venv`, which must find nothing wrong.
    static func tool(_ name: String, _ arguments: [String], in folder: URL) async throws {
        let program = URL(filePath: python).deletingLastPathComponent().appending(path: name).path
        // There, so that what it leaves behind goes with the folder.
        let command = ["-C", folder.path, program] + arguments
        let ending = try await ChildProcess("/usr/bin/env", command, folder: folder).ending()
        guard ending.code == 0 else { throw CommandFailed(command: [name], ending: ending) }
    }

    /// Runs a journey of OpenAI's own client as this customer.
    ///
    /// - address: where the shop is; nil: its own address.
    static func openAI(
        _ name: String,
        as customer: Customer,
        at address: String? = nil,
        _ more: [String: JSONValue] = [:]
    ) async throws {
        _ = try await linesOfOpenAI(name, as: customer, at: address, more)
    }

    /// The same, and what it printed: its last line is `ok`.
    static func linesOfOpenAI(
        _ name: String,
        as customer: Customer,
        at address: String? = nil,
        _ more: [String: JSONValue] = [:],
        script: String = "openai_journey.py"
    ) async throws -> [String] {
        let call: [String: JSONValue] = [
            "base_url": .string((address ?? customer.server.address) + "/v1"),
            "api_key": .string(customer.key),
        ]
        return try await run(
            script,
            name,
            .object(call.merging(more) { $1 }),
            in: customer.server.folder
        )
    }

    /// Checks a receipt with Python's libraries, and that a changed one is not taken.
    static func receipt(_ receipt: JSONValue, keys: JSONValue, in folder: URL) async throws {
        let call: JSONValue = ["receipt": receipt, "keys": keys]
        _ = try await run("receipt_journey.py", "genuine", call, in: folder)
    }

    /// Looks at pages in a real browser (see `browser_journey.py`), which must find nothing wrong.
    static func browser(
        _ name: String,
        at server: ServerProcess,
        _ more: [String: JSONValue] = [:]
    ) async throws {
        let call: [String: JSONValue] = [
            "base_url": .string(server.address),
            "screenshots": .string(screenshots.path),
        ]
        await Places.browsers.take()
        let all = JSONValue.object(call.merging(more) { $1 })
        do {
            _ = try await run("browser_journey.py", name, all, in: server.folder)
            await Places.browsers.leave()
        } catch {
            await Places.browsers.leave()
            throw error
        }
    }

    /// Ignored by git; there to be looked at.
    private static let screenshots = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".build/screenshots")

    /// Starts a script that serves until it is ended.
    static func service(_ script: String, in folder: URL) throws -> ChildProcess {
        let file = tests.appending(path: "Python/\(script)").path
        return try ChildProcess(
            python,
            ["-B", file],
            environment: environment,
            folder: folder,
            name: script
        )
    }

    /// Where it serves, once it has said so.
    static func address(of service: ChildProcess) async throws -> String {
        try await eventually("the service says its address") { () -> String? in
            if service.hasEnded {
                throw CommandFailed(command: ["service"], ending: try await service.ending())
            }
            return service.outputSoFar.split(separator: "\n").first.map(String.init)
        }
    }

    private static func run(
        _ script: String,
        _ name: String,
        _ call: JSONValue,
        in folder: URL
    ) async throws -> [String] {
        let file = folder.appending(component: "\(UUID().uuidString).json")
        try Data(call.bytes()).write(to: file)
        let arguments = ["-B", tests.appending(path: "Python/\(script)").path, name, file.path]
        let child = try ChildProcess(python, arguments, environment: environment, folder: folder)
        let ending = try await child.ending()
        let lines = ending.text.split(separator: "\n").map(String.init)
        guard ending.code == 0, lines.last == "ok" else {
            throw CommandFailed(command: [script, name], ending: ending)
        }
        return lines
    }
}
