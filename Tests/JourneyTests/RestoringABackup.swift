import Domain
import Foundation
import TestKit
import Testing

/// The backup of docs/operations.md, by the commands that stand there.
@Suite struct RestoringABackup {
    @Test func `a backup taken under load starts again with its books in order`() async throws {
        try await OpenAISimulator.run { openAI in
            let settings = ["AIGENERATE_RATE_LIMIT_CREATES": "1000"]
            try await ServerProcess.run(openAI.settings.merging(settings) { $1 }) { server in
                let customer = try server.customer()
                let early = try await customer.ended(try await customer.order(Orders.paid()))
                let last = try await backUp(server, under: customer)
                try await server.terminate()
                try restore(server)
                try await server.start()
                try await checkBooks(server, customer)
                let earlyID = early["taskId"]?.stringValue ?? ""
                try await checkPicture(early, after: try await customer.record(earlyID))
                // What was ordered after the backup is gone, and its id is free.
                let answer = try await customer.get("/api/v1/jobs/recordInfo?taskId=\(last)")
                #expect(answer.status == 404)
                let new = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(new["state"] == "success")
            }
        }
    }

    /// Backs up while orders come in and are drawn; returns one that came after it.
    private func backUp(_ server: ServerProcess, under customer: Customer) async throws -> String {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<4 {
                group.addTask {
                    for number in 0..<15 {
                        let prompt = "[fault slow 150] fox \(client) \(number)"
                        let id = try await customer.order(Orders.paid(prompt))
                        if number % 5 == 4 { _ = try await customer.ended(id) }
                    }
                }
            }
            _ = try await eventually("work is under way") {
                try await customer.balance().held > Orders.price * 3 ? true : nil
            }
            try await run(try backupCommands(), in: server)
            try await group.waitForAll()
        }
        let last = try await customer.order(Orders.paid())
        _ = try await customer.ended(last)
        return last
    }

    private func run(_ commands: String, in server: ServerProcess) async throws {
        let child = try ChildProcess(
            "/bin/sh",
            ["-ec", "cd '\(server.folder.path)'\n" + commands],
            folder: server.folder
        )
        let ending = try await child.ending()
        guard ending.code == 0 else {
            throw CommandFailed(command: [commands], ending: ending)
        }
    }

    /// The first block of commands under the heading.
    private func backupCommands() throws -> String {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/operations.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "## Backup\n").last)
        let blocks = section.components(separatedBy: "```\n")
        return try #require(blocks.count > 1 ? blocks[1] : nil)
    }

    private func restore(_ server: ServerProcess) throws {
        let files = FileManager.default
        let old = server.folder.appending(component: "old").path
        let backup = server.folder.appending(component: "backup").path
        try files.moveItem(atPath: server.dataPath, toPath: old)
        try files.moveItem(atPath: backup, toPath: server.dataPath)
        try files.copyItem(atPath: old + "/master.key", toPath: server.dataPath + "/master.key")
    }

    private func checkBooks(_ server: ServerProcess, _ customer: Customer) async throws {
        let balance = try await eventually("all that was open has ended") {
            let balance = try await customer.balance()
            return balance.held == .zero ? balance : nil
        }
        let states = try await server.rows("SELECT DISTINCT state FROM task ORDER BY state")
        #expect(states.allSatisfy { ["success", "fail"].contains($0["state"]) }, "\(states)")
        let paid = try await server.rows("SELECT count(*) AS n FROM task WHERE state = 'success'")
        let count = Int(paid.first?["n"]?.intValue ?? 0)
        #expect(count > 0)
        #expect(balance.spent == Orders.price * count)
    }

    private func checkPicture(_ before: JSONValue, after: JSONValue) async throws {
        let output = try #require(after["outputs"]?.arrayValue?.first)
        #expect(output["sha256"] == before["outputs"]?.arrayValue?.first?["sha256"])
        let file = try await Call.send("GET", output["url"]?.stringValue ?? "")
        #expect(file.status == 200)
        #expect(output["bytes"] == .int(Int64(file.body.count)))
    }
}
