import AIGenerateClient
import Foundation
import TestKit
import Testing

/// What was bought is never lost with the command.
@Suite struct AfterBuying {
    @Test func `an interrupt while the image arrives names the task and the link`() async throws {
        let late = StandInShop.Fault.instead(.refusal(409, "It has ended."))
        for arguments in [["fox"], ["fox", "--json"]] {
            try await generate(
                arguments,
                faults: ["/api/v1/jobs/cancelTask": [late], "/files/0": [.instead(.silence)]],
                meanwhile: { shop, command in
                    for await request in shop.arrivals where request.path == "/files/0" { break }
                    command.signal(SIGINT)
                },
                check: { ending, _, _ in
                    #expect(ending.code == 130)
                    #expect(ending.errors.contains("Interrupted too late"))
                    #expect(ending.errors.contains("\ntask: task_1\nimage: http://127.0.0.1:"))
                    guard arguments.count > 1 else { return }
                    let report = try JSONDecoder().decode(JSON.self, from: ending.output)
                    #expect(report["taskId"] == "task_1")
                    #expect(report["unsaved"]?.arrayValue?.count == 1)
                }
            )
        }
    }

    @Test func `a second interrupt still names the task`() async throws {
        try await generate(
            ["fox"],
            script: StandInShop.Script(looks: [(.generating, 40)]),
            faults: ["/api/v1/jobs/cancelTask": [.instead(.silence)]],
            meanwhile: { shop, command in
                for await request in shop.arrivals {
                    if request.path.hasSuffix("recordInfo") { command.signal(SIGINT) }
                    if request.path.hasSuffix("cancelTask") { break }
                }
                command.signal(SIGINT)
            },
            check: { ending, _, _ in
                #expect(ending.code == 130)
                #expect(ending.errors.contains("Interrupted twice."))
                #expect(ending.errors.contains("task: task_1"))
            }
        )
    }

    @Test func `what did arrive is kept, and the rest is named`() async throws {
        let gone = StandInShop.Fault.instead(.refusal(404, "Its time is over."))
        let script = StandInShop.Script(outputs: [Data("one".utf8), Data("two".utf8)])
        try await generate(
            ["fox", "-n", "2", "-o", "fox.png"],
            script: script,
            faults: ["/files/1": [gone]],
            check: { ending, _, folder in
                #expect(ending.code == 1)
                #expect(pictures(in: folder) == ["fox-1.png"])
                #expect(ending.errors.contains("\ntask: task_1\nsaved: fox-1.png\nimage: http"))
                #expect(ending.errors.hasSuffix("/files/1\n"))
            }
        )
    }

    @Test func `bytes that are not those of the record are not saved, and the link is told`()
        async throws
    {
        let script = StandInShop.Script(wrongHash: String(repeating: "0", count: 64))
        try await generate(["fox", "-o", "fox.png"], script: script) { ending, _, folder in
            #expect(ending.code == 1)
            #expect(pictures(in: folder).isEmpty)
            #expect(ending.errors.contains("image: http"))
        }
    }

    @Test func `an order whose answer is a proxy's page may go on, and is named`() async throws {
        let page = Reply.answer(502, ["content-type": "text/html"], Data("<h1>Bad".utf8))
        try await generate(
            ["fox", "--json"],
            faults: ["/api/v1/jobs/createTask": Array(repeating: .after(page), count: 3)]
        ) { ending, shop, _ in
            #expect(ending.code == 1)
            let report = try JSONDecoder().decode(JSON.self, from: ending.output)
            let order = try #require(report["clientTaskId"]?.stringValue)
            #expect(ending.errors.contains("If the order arrived it goes on as task \(order)."))
            #expect(shop.taskCount == 1)
        }
    }

    @Test func `a wait that is over says where the record is`() async throws {
        let script = StandInShop.Script(looks: [(.generating, 40)])
        try await generate(["fox", "--timeout", "1"], script: script) { ending, _, _ in
            #expect(ending.code == 7)
            #expect(ending.errors.contains("/api/v1/jobs/recordInfo?taskId=task_1"))
        }
    }

    @Test func `a reader of stdout that goes away after the order loses nothing`() async throws {
        let shop = StandInShop(StandInShop.Script(outputs: [Data(count: 1 << 20)]))
        let server = try await StandInServer.start { shop.respond($0) }
        try await inFolder { folder in
            let pipe = folder.appending(component: "pipe").path
            #expect(mkfifo(pipe, 0o600) == 0)
            let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            #expect(reader >= 0)
            let child = try ChildProcess(
                "/bin/sh",
                ["-c", "exec \"$0\" generate fox -o - > pipe", ChildProcess.aigenerate],
                environment: [
                    "AIGENERATE_SERVER": "http://127.0.0.1:\(server.port)",
                    "AIGENERATE_API_KEY": "sk-aig-0123456789abcdefghij", "PATH": "/usr/bin:/bin",
                ],
                folder: folder,
                worksIn: folder
            )
            for await request in shop.arrivals where request.path.hasSuffix("createTask") { break }
            close(reader)
            let ending = try await child.ending()
            #expect(ending.code == 1)
            #expect(!ending.wasKilled)
            #expect(ending.errors.contains("stdout cannot be written to"))
            #expect(ending.errors.contains("\ntask: task_1\nimage: http"))
        }
        try await server.stop()
    }
}
