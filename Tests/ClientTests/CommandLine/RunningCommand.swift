import Foundation
import TestKit

/// The built command, run as a process of its own.
struct RunningCommand {
    private let arguments: [String]
    private let environment: [String: String]
    private let folder: URL
    private let input: String
    private let terminal: FileHandle?

    /// Arguments without the command's own name, the whole environment of the process, and a folder
    /// where it works and where its output is kept, unless a terminal takes what goes to stderr.
    init(
        _ arguments: [String],
        environment: [String: String],
        in folder: URL,
        input: String = "",
        terminal: FileHandle? = nil
    ) throws {
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.input = input
        self.terminal = terminal
    }

    /// Starts it, does what is to be done meanwhile, and waits for its end.
    func run(
        meanwhile: (ChildProcess) async throws -> Void = { _ in }
    ) async throws -> ChildProcess.Ending {
        let child = try ChildProcess(
            ChildProcess.aigenerate,
            arguments,
            environment: environment,
            folder: folder,
            worksIn: folder,
            name: ".std",
            input: input,
            terminal: terminal
        )
        do {
            try await meanwhile(child)
        } catch {
            child.signal(SIGTERM)
            throw error
        }
        return try await child.ending()
    }
}
