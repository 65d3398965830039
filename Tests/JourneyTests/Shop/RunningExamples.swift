import Domain
import Foundation
import TestKit
import Testing

/// The calls that pages show are run as they stand there, each by what it is written for.
@Suite struct RunningExamples {
    /// Quotes of every kind, what a shell would put in, and another script.
    private static let prompt = "a \"red\" fox isn't $HOME `ls` \\ füchse 狐"

    @Test(arguments: ["curl", "python", "urllib", "javascript", "swift", "cli"])
    func `an example runs as it is shown`(language: String) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            let pages = [
                "/models/sandbox/sandbox-instant?",
                try await run(person) + "?code=A&",
            ]
            for page in pages {
                let shown = try await person.get("\(page)lang=\(language)")
                try await Example(language: language, code: code(shown.text))
                    .run(at: server, key: customer.key)
            }
            let tasks = try await customer.get("/api/v1/jobs/list").data["tasks"]?.arrayValue ?? []
            let inputs = tasks.compactMap { task in
                (task["param"]?.stringValue).flatMap { try? JSONValue.parse($0) }?["input"]
            }
            // One of the playground's own, one of each page's example.
            #expect(inputs.filter { $0["prompt"] == .string(Self.prompt) }.count == 2)
            #expect(inputs.filter { $0["seed"] == 7 && $0["n"] == 2 }.count == 2)
            #expect(inputs.count == 3)
        }
    }

    private func run(_ person: Person) async throws -> String {
        let answer = try await person.submit(
            "/playground",
            [
                ("prompt", Self.prompt), ("n", "2"), ("seed", "7"), ("size", "64x64"),
                ("variant", "sandbox-instant"),
            ]
        )
        return String(try #require(answer["location"]).split(separator: "#")[0])
    }

    private func code(_ page: String) throws -> String {
        let found = page.firstMatch(of: /aria-label="Example call"><code>(?<code>(?s:.*?))<\/code>/)
        var text = String(try #require(found).code)
        for (entity, letter) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ] {
            text = text.replacing(entity, with: letter)
        }
        return text
    }
}

/// One example, and how it is run.
private struct Example {
    let language: String
    let code: String

    func run(at server: ServerProcess, key: String) async throws {
        let folder = server.folder.appending(component: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let program = URL(filePath: ChildProcess.aigenerate).deletingLastPathComponent()
        let environment = [
            "PATH": "\(program.path):/usr/bin:/bin", "HOME": folder.path, "AIGENERATE_API_KEY": key,
        ]
        switch language {
        case "javascript":
            try await PythonJourney.browser(
                "example",
                at: server,
                ["code": .string(code), "key": .string(key)]
            )
        case "python", "urllib": try await call(PythonJourney.python, "py", environment, folder)
        case "swift": try await swift(environment, folder, beside: program)
        default: try await call("/bin/bash", "sh", environment, folder)
        }
    }

    private func call(
        _ interpreter: String,
        _ ending: String,
        _ environment: [String: String],
        _ folder: URL
    ) async throws {
        let file = folder.appending(component: "example.\(ending)")
        try Data(code.utf8).write(to: file)
        try await succeed(interpreter, [file.path], environment, folder)
    }

    /// Compiled against the client as the tests were built with it.
    private func swift(
        _ environment: [String: String],
        _ folder: URL,
        beside products: URL
    ) async throws {
        let file = folder.appending(component: "main.swift")
        try Data(code.utf8).write(to: file)
        let list = products.appending(path: "aigenerate.product/Objects.LinkFileList")
        let ours = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").filter {
            !$0.contains("/aigenerate.build/")
        }
        let objects = folder.appending(component: "objects")
        try Data(ours.joined(separator: "\n").utf8).write(to: objects)
        let maps = try FileManager.default
            .contentsOfDirectory(at: products, includingPropertiesForKeys: nil)
            .map { $0.appending(component: "module.modulemap").path }
            .filter(FileManager.default.fileExists)
            .flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
        // Modules in C that bring a map of their own.
        let checkouts = products.deletingLastPathComponent().deletingLastPathComponent()
            .appending(component: "checkouts")
        let own = FileManager.default.enumerator(at: checkouts, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.lastPathComponent == "module.modulemap" }
            .flatMap { ["-I", $0.deletingLastPathComponent().path] }
        let program = folder.appending(component: "example").path
        try await succeed(
            "/usr/bin/env",
            ["swiftc", "-I", products.appending(component: "Modules").path] + maps + (own ?? [])
                + [file.path, "@\(objects.path)", "-lstdc++", "-lm", "-lz", "-o", program],
            environment.merging(["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]) { $1 },
            folder
        )
        try await succeed(program, [], environment, folder)
        let picture = folder.appending(component: "picture.png").path
        #expect(FileManager.default.fileExists(atPath: picture))
    }

    private func succeed(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ folder: URL
    ) async throws {
        let ending = try await ChildProcess(
            program,
            arguments,
            environment: environment,
            folder: folder,
            worksIn: folder
        ).ending()
        #expect(ending.code == 0, "\(language): \(ending.text) \(ending.errors)\n\(code)")
    }
}
