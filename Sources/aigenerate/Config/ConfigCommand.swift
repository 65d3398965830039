import ArgumentParser
import Domain

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Settings, and where they come from.",
        discussion: """
            A flag wins over the environment, that over the YAML file, that over the default. The \
            file is given by --config or AIGENERATE_CONFIG; its keys are the settings' names.
            """,
        subcommands: [Show.self, Check.self]
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every setting: its value and where it comes from, secrets masked."
        )

        @Flag(help: "Print JSON, with each setting's default, variable and meaning.")
        var json = false
        @OptionGroup var options: ServerOptions

        func run() async throws {
            let values = try options.values()
            _ = try options.read()
            if json {
                Terminal.line(JSONValue.array(ConfigValues.names.map { $0.json(values) }).text())
                return
            }
            let rows = ConfigValues.names.map { setting in
                let origin = values.value(setting.name)?.origin ?? "not set"
                return [setting.name, setting.shown(values) ?? "–", origin, setting.summary]
            }
            Terminal.line(TextTable(rows: [["SETTING", "VALUE", "FROM", "MEANING"]] + rows).text)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check all settings without starting anything.",
            discussion: "Exit 0: they can be used; 2: what is wrong is printed."
        )

        @OptionGroup var options: ServerOptions

        func run() async throws {
            _ = try options.read()
            Terminal.line("All settings can be used.")
        }
    }
}
