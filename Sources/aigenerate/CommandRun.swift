import ArgumentParser
import Foundation

/// Runs the command line and ends the process with the exit codes that are promised: usage errors
/// are 2 here, where the argument parser alone would say 64.
enum CommandRun {
    static func main(_ root: (some ParsableCommand).Type) async {
        StandardStreams.fillGaps()
        do {
            if let number = CommandWords.firstUnreadable() {
                throw CommandFailure(
                    .usage,
                    "Argument \(number) is not UTF-8: it cannot be read as it was meant."
                )
            }
            var command = try root.parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            end(root, with: error)
        }
    }

    private static func end(_ root: (some ParsableCommand).Type, with error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            Terminal.write("aigenerate: \(failure.message)\n")
            exit(failure.reason.rawValue)
        }
        let code = root.exitCode(for: error)
        guard code == .validationFailure else { root.exit(withError: error) }
        Terminal.write(root.fullMessage(for: error) + "\n")
        exit(ExitReason.usage.rawValue)
    }
}
