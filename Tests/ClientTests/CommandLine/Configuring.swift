import Foundation
import TestKit
import Testing

@Suite struct Configuring {
    @Test func `the documentation lists exactly the settings there are`() async throws {
        let ending = try await aigenerate(["config", "show", "--json"])
        let rows = try JSONDecoder().decode([ShownSetting].self, from: ending.output).map {
            let standard = $0.default.map { "`\($0)`" } ?? "–"
            return "| `\($0.name)` | `\($0.variable)` | \(standard) | \($0.summary) |"
        }
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/configuration.md").standardized
        let documented = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `") }.map(String.init)
        #expect(rows.count > 10)
        #expect(documented == rows)
    }

    @Test func `secrets are not shown`() async throws {
        let ending = try await aigenerate(
            ["config", "show"],
            environment: ["OPENAI_API_KEY": "sk-very-secret"]
        )
        #expect(ending.code == 0)
        #expect(!ending.text.contains("sk-very-secret"))
        #expect(ending.text.contains("environment OPENAI_API_KEY"))
    }

    @Test(arguments: [
        ("prot: 8080\n", "Known: data, host, port"), ("port: many\n", "port must be"),
        ("- 8080\n", "name: value"), ("log-level: loud\n", "log-level must be"),
    ])
    func `a settings file that cannot be used ends with 2 and says why`(
        text: String,
        reason: String
    ) async throws {
        try await inFolder { folder in
            try Data(text.utf8).write(to: folder.appending(component: "a.yaml"))
            for command in [
                ["config", "check"], ["serve"], ["audit"], ["admin", "list-accounts"],
            ] {
                let run = try RunningCommand(
                    command + ["--config", "a.yaml"],
                    environment: [:],
                    in: folder
                )
                let ending = try await run.run()
                #expect(ending.code == 2)
                #expect(ending.errors.contains(reason))
            }
        }
    }

    @Test func `an administration command that makes no sense ends with 2`() async throws {
        let ending = try await aigenerate(["admin", "create-account", "--email", "nobody"])
        #expect(ending.code == 2)
        #expect(ending.errors.contains("nobody"))
    }

    @Test func `the version is told`() async throws {
        let ending = try await aigenerate(["--version"])
        #expect(ending.code == 0)
        #expect(ending.text.contains("."))
    }

    @Test func `doctor changes nothing, and says what others can read`() async throws {
        try await inFolder { folder in
            let command = ["doctor", "--json", "--data", "new"]
            let first = try await RunningCommand(command, environment: [:], in: folder).run()
            let data = folder.appending(component: "new")
            #expect(first.text.contains("is not there yet"))
            #expect(!FileManager.default.fileExists(atPath: data.path))
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
            let key = data.appending(component: "master.key")
            try Data("0".utf8).write(to: key)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644],
                ofItemAtPath: key.path
            )
            let second = try await RunningCommand(command, environment: [:], in: folder).run()
            #expect(second.code == 1)
            #expect(second.text.contains("others can read it"))
        }
    }

    private func aigenerate(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> ChildProcess.Ending {
        try await inFolder { folder in
            try await RunningCommand(arguments, environment: environment, in: folder).run()
        }
    }
}

/// A setting as `config show --json` tells it.
private struct ShownSetting: Decodable {
    let name: String
    let variable: String
    let `default`: String?
    let summary: String
}
