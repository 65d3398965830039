import ArgumentParser
import Foundation

/// The options of every command that works on the server's data.
struct ServerOptions: ParsableArguments {
    @Option(help: "Folder of database, files and master key. (default: ./data)")
    var data: String?

    @Option(help: "A YAML file with settings.")
    var config: String?

    /// The environment is read here and in `CommandEnvironment` only.
    func values(_ more: [String: String?] = [:]) throws -> ConfigValues {
        var flags = more.compactMapValues(\.self)
        flags["data"] = data
        do throws(ConfigError) {
            return try ConfigValues(
                flags: flags,
                environment: ProcessInfo.processInfo.environment,
                file: config
            )
        } catch {
            throw CommandFailure(.usage, error.message)
        }
    }

    func read(_ more: [String: String?] = [:]) throws -> Config {
        let values = try values(more)
        do throws(ConfigError) {
            return try Config(values)
        } catch {
            throw CommandFailure(.usage, error.message)
        }
    }
}
