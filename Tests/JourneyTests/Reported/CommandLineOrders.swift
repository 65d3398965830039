import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// `aigenerate generate` against the real server, as a shell runs it.
    @Suite struct CommandLineOrders {
        @Test func `what cannot work is refused before the command line pays for it`() async throws
        {
            try await ServerProcess.run { server in
                try Data("not a folder".utf8).write(to: server.folder.appending(path: "file"))
                let shell = try Shell(server)
                for (command, why) in Self.hopeless {
                    let ending = try await shell.run(command)
                    #expect(ending.code == 2, "\(command): \(ending.code) \(ending.errors)")
                    #expect(ending.errors.contains(why), "\(command): \(ending.errors)")
                }
                #expect(try await server.rows("SELECT id FROM task").isEmpty)
                #expect(try await server.customer().balance().held == .zero)
            }
        }

        private static let hopeless = [
            ("generate fox -o missing/dir/x.png", "/missing/dir/ does not exist. Nothing"),
            ("generate fox -o missing/", "/missing/ does not exist. Nothing"),
            ("generate fox -o file/x.png", "is not a folder"),
            ("generate fox -o /proc/x.png", "could not be written"),
            ("generate fox -o ''", "-o names no file"),
            ("mkfifo pipe && \"$program\" generate fox -o pipe", "a pipe that nobody reads"),
            ("generate fox -o $(printf 'x%.0s' $(seq 300)).png", "its name is too long"),
            ("mkdir pair-2.png && \"$program\" generate fox -n 2 -o pair.png", "it is a folder"),
            ("generate fox --field n=2 -o - | cat; exit ${PIPESTATUS[0]}", "takes one image"),
            ("generate fox >&-", "stdout cannot be written to: it is closed"),
            ("generate fox -o - >&-", "stdout cannot be written to: it is closed"),
            ("generate fox -o - 1</dev/null", "stdout cannot be written to: it is closed"),
            ("printf 'a f\\377x' | \"$program\" generate -", "byte 4 belongs to no character"),
            ("printf '\\xff\\xfea\\0' | \"$program\" generate -", "is not UTF-8"),
            ("printf 'caf\\303' | \"$program\" generate -", "byte 4 belongs to no character"),
            ("printf '\\xed\\xa0\\x80' | \"$program\" generate -", "is not UTF-8"),
            ("printf ' \\n' | \"$program\" generate -", "The prompt is empty"),
            ("yes fox | head -c 1100000 | \"$program\" generate -", "longer than 1 MB"),
            ("generate '  '", "The prompt is empty"),
            ("generate - <&-", "stdin cannot be read"),
            ("generate \"$(printf 'a f\\377x')\"", "Argument 2 is not UTF-8"),
            ("generate fox -o \"$(printf 'f\\377x.png')\"", "Argument 4 is not UTF-8"),
            ("generate fox --image missing.png", "cannot be read"),
            (": > empty.png; \"$program\" generate fox --image empty.png", "empty.png is empty"),
            ("generate fox --key \"$(printf 'sk-aig-1\\nsk-aig-2')\"", "character 9 is a line end"),
            ("generate fox --timeout 9223372036854775807", "--timeout must be 1 to"),
            ("generate fox --server 'http://127.0.0.1:1/a b'", "is not the address of a server"),
        ]

        @Test func `an image that was bought and cannot be saved is named with its link`()
            async throws
        {
            try await ServerProcess.run { server in
                let shell = try Shell(server)
                for command in [
                    "generate fox --model sandbox-instant --size 64x64 -o /dev/full",
                    "generate fox --model sandbox-instant --size 64x64 -o - > /dev/full",
                ] {
                    let ending = try await shell.run(command)
                    #expect(ending.code == 1, "\(ending.errors)")
                    let said = ending.errors
                    let task = try #require(said.firstMatch(of: /(?m)^task: (task_\w{26})$/))
                    let link = try #require(said.firstMatch(of: /(?m)^image: (http\S+)$/))
                    let image = try await Call.send("GET", String(link.1))
                    #expect(image.status == 200)
                    #expect(link.1.contains(task.1))
                }
                let report = try await shell.run(
                    "generate fox --model sandbox-instant --size 64x64 -o /dev/full --json"
                )
                let json = try JSONValue.parse(report.output)
                #expect(json["taskId"]?.stringValue?.hasPrefix("task_") == true)
                let url = try #require(json["unsaved"]?.arrayValue?.first?["url"]?.stringValue)
                #expect(try await Call.send("GET", url).status == 200)
                // Names that nobody takes are no loss: the files are there.
                let named = try await shell.run(
                    "generate fox --model sandbox-instant --size 64x64 -o fox.png > /dev/full"
                )
                #expect(named.code == 1)
                #expect(named.errors.contains("saved: fox.png"))
                #expect(!named.errors.contains("image: "))
            }
        }

        private static let keys = [
            "$KEY\\n", "$KEY\\r\\n", "  $KEY \\t\\n\\n", "\\xef\\xbb\\xbf$KEY",
        ]

        @Test func `a key with a line end is the same key, and no unreachable server`() async throws
        {
            try await ServerProcess.run { server in
                let shell = try Shell(server)
                let order = "fox --model sandbox-instant --size 64x64 -o"
                for (number, key) in Self.keys.enumerated() {
                    // A shell cuts line ends off the end of what it puts in: a full stop keeps them.
                    let ending = try await shell.run(
                        "k=\"$(printf '%b.' \"\(key)\")\"; k=${k%.}; "
                            + "AIGENERATE_API_KEY=\"$k\" \"$program\" generate \(order) a\(number).png "
                            + "&& \"$program\" generate --key \"$k\" \(order) b\(number).png"
                    )
                    #expect(ending.code == 0, "\(ending.errors)")
                }
                let address = try await shell.run(
                    "AIGENERATE_SERVER=\"$AIGENERATE_SERVER \n\" \"$program\" generate \(order) c.png"
                )
                #expect(address.code == 0, "\(address.errors)")
            }
        }
    }
}

/// Runs `aigenerate` from bash, with the server and its first key in the environment.
private struct Shell {
    private let server: ServerProcess
    private let environment: [String: String]

    init(_ server: ServerProcess) throws {
        self.server = server
        let key = try server.customer().key
        environment = [
            "PATH": "/usr/bin:/bin", "HOME": server.folder.path, "KEY": key,
            "AIGENERATE_SERVER": server.address, "AIGENERATE_API_KEY": key,
            "SWIFT_BACKTRACE": "enable=no", "program": ChildProcess.aigenerate,
        ]
    }

    /// - command: of bash; it may begin with `generate` for short.
    func run(_ command: String) async throws -> ChildProcess.Ending {
        let command = command.hasPrefix("generate") ? "\"$program\" " + command : command
        return try await ChildProcess(
            "/bin/bash",
            ["-c", command],
            environment: environment,
            folder: server.folder,
            worksIn: server.folder
        ).ending()
    }
}
