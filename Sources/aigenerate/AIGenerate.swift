import ArgumentParser

/// The commands of the one binary.
struct AIGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aigenerate",
        abstract: "AI images by the piece: a shop to run, and a client of it.",
        subcommands: [Generate.self]
    )
}

@main
enum Entry {
    static func main() async {
        await CommandRun.main(AIGenerate.self)
    }
}
