import ArgumentParser
import Domain
import Drawing
import NIOCore
import NIOPosix

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
enum Entry {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        // The Sandbox's drawing child: no server, no socket, nothing of the rest.
        if arguments.first == "draw" { DrawingChild.run(arguments: Array(arguments.dropFirst())) }
        // A server's tasks run on the threads that hold its connections: each change between two pools
        // of threads costs more than most of what is done in between.
        if arguments.first == "serve" {
            NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        }
        await CommandRun.main(AIGenerate.self)
    }
}
