import ArgumentParser
import Domain

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Settings and where they come from.",
        subcommands: [Show.self]
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every setting: its value and origin, secrets masked."
        )

        @OptionGroup var options: ServerOptions

        func run() async throws {
            let values = try options.values()
            _ = try options.read()
            for name in ConfigValues.names {
                let value = values.value(name.name)
                let shown = value.map { name.isSecret ? "<secret>" : $0.text } ?? "–"
                Terminal.line(
                    "\(name.name) = \(shown)   [\(value?.origin ?? "default")]  "
                        + "\(name.summary); \(name.environmentName)"
                )
            }
        }
    }
}
