package import Domain
import Foundation

extension ServerProcess {
    /// Runs a command of the program on this data folder: `admin create-account …`.
    package func command(
        _ arguments: [String],
        environment more: [String: String] = [:],
        onData: Bool = true
    ) async throws -> ChildProcess.Ending {
        let child = try ChildProcess(
            ChildProcess.aigenerate,
            arguments + (onData ? ["--data", dataPath] : []),
            environment: environment.merging(more) { $1 },
            folder: folder
        )
        return try await child.ending()
    }

    /// `admin … --json`, and its answer.
    @discardableResult
    package func admin(_ arguments: String...) async throws -> JSONValue {
        let ending = try await command(["admin"] + arguments + ["--json"])
        guard ending.code == 0 else {
            throw CommandFailed(command: arguments, ending: ending)
        }
        return try JSONValue.parse(ending.output)
    }

    /// Recomputes the ledger with `audit --json`; without a database there is none.
    ///
    /// - Throws: `CommandFailed` with what is wrong.
    package func audit() async throws {
        let database = URL(filePath: dataPath).appending(component: "aigenerate.sqlite")
        guard FileManager.default.fileExists(atPath: database.path) else { return }
        let ending = try await command(["audit", "--json"])
        guard ending.code == 0, try JSONValue.parse(ending.output)["ok"] == true else {
            throw CommandFailed(command: ["audit"], ending: ending)
        }
    }

    /// The account of the first start.
    package func customer() throws -> Customer {
        let file = URL(filePath: dataPath).appending(component: "first-key")
        let key = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return Customer(
            server: self,
            key: key.trimmingCharacters(in: .whitespacesAndNewlines),
            account: "local"
        )
    }

    /// A new account with so much credit.
    package func newCustomer(
        _ name: String = "a",
        usd: String = "10"
    ) async throws -> Customer {
        let opened = try await admin(
            "create-account",
            "--email",
            "\(name)@example.com",
            "--grant-usd",
            usd
        )
        return Customer(
            server: self,
            key: opened["apiKey"]?.stringValue ?? "",
            account: opened["accountId"]?.stringValue ?? "",
            testKey: opened["testKey"]?.stringValue ?? "",
            webhookSecret: opened["webhookSecret"]?.stringValue ?? ""
        )
    }

    /// Changes the database past a server that is stopped, as a fault or another time would have.
    package func tamper(_ statement: String) async throws {
        let child = try ChildProcess(
            "/usr/bin/sqlite3",
            ["\(dataPath)/aigenerate.sqlite", statement],
            folder: folder
        )
        let ending = try await child.ending()
        guard ending.code == 0 else { throw CommandFailed(command: [statement], ending: ending) }
    }

    /// Rows of the database as objects, read past the server by SQLite's own shell.
    package func rows(_ query: String) async throws -> [JSONValue] {
        let child = try ChildProcess(
            "/usr/bin/sqlite3",
            ["-readonly", "-json", "\(dataPath)/aigenerate.sqlite", query],
            folder: folder
        )
        let ending = try await child.ending()
        guard ending.code == 0 else { throw CommandFailed(command: [query], ending: ending) }
        return ending.output.isEmpty ? [] : try JSONValue.parse(ending.output).arrayValue ?? []
    }
}

package struct CommandFailed: Error, CustomStringConvertible {
    package let command: [String]
    package let ending: ChildProcess.Ending

    package init(command: [String], ending: ChildProcess.Ending) {
        self.command = command
        self.ending = ending
    }

    package var description: String {
        "\(command.joined(separator: " ")): exit \(ending.code)\n\(ending.text)\(ending.errors)"
    }
}
