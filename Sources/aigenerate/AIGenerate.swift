import ArgumentParser
import Domain
import Drawing

/// The commands of the one binary.
struct AIGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aigenerate",
        abstract: "AI images by the piece: a shop to run, and a client of it.",
        version: Version.text,
        subcommands: [
            Serve.self, Generate.self, Admin.self, Audit.self, VerifyReceipt.self,
            CatalogCommand.self, Doctor.self, ConfigCommand.self,
        ]
    )
}

@main
enum Main {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        // The Sandbox's drawing child: no server, no socket, nothing of the rest.
        if arguments.first == "draw" { DrawingChild.run(arguments: Array(arguments.dropFirst())) }
        // A server's tasks run on the threads that hold its connections.
        if arguments.first == "serve" { EventLoops.takeTasks() }
        await CommandRun.main(AIGenerate.self)
    }
}
