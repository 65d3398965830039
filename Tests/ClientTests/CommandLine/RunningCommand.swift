import Foundation

/// The built command, run as a process of its own.
struct RunningCommand {
    let process: Process
    private let output: URL
    private let errors: URL

    /// Beside the test bundle, where the package manager builds both.
    private static var binary: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(component: "aigenerate")
    }

    /// Arguments without the command's own name, the whole environment of the process, and a folder
    /// where it works and where its output is kept, unless a terminal takes what goes to stderr.
    init(
        _ arguments: [String],
        environment: [String: String],
        in folder: URL,
        input: String = "",
        terminal: FileHandle? = nil
    ) throws {
        output = folder.appending(component: ".stdout")
        errors = folder.appending(component: ".stderr")
        let source = folder.appending(component: ".stdin")
        for (file, text) in [(output, ""), (errors, ""), (source, input)] {
            try Data(text.utf8).write(to: file)
        }
        process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try terminal ?? FileHandle(forWritingTo: errors)
    }

    struct Ending {
        let code: Int32
        let output: Data
        let errors: String
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Starts it, does what is to be done meanwhile, and waits for its end.
    func run(meanwhile: () async throws -> Void = {}) async throws -> Ending {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        do {
            try await meanwhile()
        } catch {
            process.terminate()
            throw error
        }
        for await _ in ended {}
        return Ending(
            code: process.terminationStatus,
            output: try Data(contentsOf: output),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        )
    }
}
