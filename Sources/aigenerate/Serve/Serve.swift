import ArgumentParser
import Foundation
import Storage
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the shop: the API, the worker, callbacks.",
        discussion: """
            The first start creates the data folder, the master key and an account 'local' with \
            credit, whose key is printed. Every option is also a setting in the environment \
            (AIGENERATE_PORT and so on) and in a YAML file: see 'aigenerate config show'.

            The first SIGTERM or Ctrl-C lets running tasks finish, the second does not.
            """
    )

    @OptionGroup var options: ServerOptions

    @Option(help: "Address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "Port to listen on; 0 picks one and prints it. (default: 8080)")
    var port: String?

    @Option(help: "What this process does. (default: web,worker)")
    var roles: String?

    func run() async throws {
        let values = try options.values(["host": host, "port": port, "roles": roles])
        try checkRoles(values.value("roles")?.text)
        var config = try options.read(["host": host, "port": port, "roles": roles])
        armCrashPoint(config.crashPoint)
        let logger = JSONLog.logger(level: config.logLevel)
        let descriptors = OpenFileLimit.raise()
        descriptors.fit(&config, logger)
        // Before anything is created: a start that cannot serve leaves nothing behind.
        do { try await PortCheck(config).callAsFunction() } catch {
            throw CommandFailure(.unexpected, "The server stopped: \(Self.explain(error, config))")
        }
        let premises = try await Premises.open(config)
        let suppliers = Suppliers(premises)
        let key = try await FirstKey(premises: premises).ensure()
        // The admin socket is bound relative to it; every other path is absolute.
        try premises.folder.enter()
        unlink("admin.sock")
        let banner = Banner(premises: premises, suppliers: suppliers, key: key)
        let server = Server(
            premises: premises,
            suppliers: suppliers,
            connections: descriptors.connections,
            logger: logger
        )
        do {
            try await server.run(signals: await UnixSignalsSequence(trapping: .sigterm, .sigint)) {
                let setUp = try await SetUpLink(premises: premises).issue(at: $0.text)
                Terminal.line(banner.text($0, setUp: setUp))
            }
        } catch {
            // Unclosed, the upstream client would stop the process before anybody reads why.
            try await suppliers.shutdown()
            throw CommandFailure(.unexpected, "The server stopped: \(Self.explain(error, config))")
        }
        try await suppliers.shutdown()
        premises.close()
    }

    private func checkRoles(_ text: String?) throws {
        let roles = Set((text ?? "web,worker").split(separator: ",").map(String.init))
        guard roles == ["web", "worker"] else {
            throw CommandFailure(
                .usage,
                "roles must be web,worker: on SQLite one process does both. Splitting them needs "
                    + "the fleet's PostgreSQL, which this version does not have yet."
            )
        }
    }

    private static func explain(_ error: any Error, _ config: Config) -> String {
        let text = "\(error)"
        guard text.contains("EADDRINUSE") || text.contains("Address already in use") else {
            return text
        }
        return "port \(config.port) of \(config.host) is taken. Choose another with --port, "
            + "or 0 to pick a free one."
    }
}
