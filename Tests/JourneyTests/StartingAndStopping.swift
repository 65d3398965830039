import Domain
import Foundation
import TestKit
import Testing

/// How the server starts, refuses to start, and stops.
@Suite struct StartingAndStopping {
    @Test func `SIGTERM finishes what runs, refuses what is new, and exits with 0`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                let id = try await customer.order(Orders.paid("[fault slow 3000] a fox"))
                _ = try await eventually("the call is made") { openAI.requests.first }
                server.tell(SIGTERM)
                let ready = server.address + "/readyz"
                _ = try await eventually("it says that it drains", every: .milliseconds(10)) {
                    try await Call.send("GET", ready).status == 503 ? true : nil
                }
                let refused = try await customer.create(Orders.paid())
                #expect(refused.status == 503)
                #expect(refused.code == 455)
                #expect(refused.errorType == "maintenance")
                #expect(refused["retry-after"] != nil)
                #expect(refused["x-should-retry"] == nil)
                // What is under way can be looked at meanwhile.
                #expect(try await customer.record(id)["state"] == "generating")
                let ending = try await server.ending()
                #expect(ending.code == 0)
                #expect(!ending.wasKilled)
                try await server.start()
                let record = try await customer.record(id)
                #expect(record["state"] == "success")
                #expect(record["attempts"]?.arrayValue?.count == 1)
                #expect(openAI.purchases == 1)
            }
        }
    }

    @Test func `a second SIGTERM ends it at once, and nothing is charged`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                _ = try await customer.order(Orders.paid("[fault slow 60000] a fox"))
                _ = try await eventually("the call is made") { openAI.requests.first }
                server.tell(SIGTERM)
                _ = try await eventually("it drains") {
                    server.log.contains("\"draining\"") ? true : nil
                }
                let ending = try await server.terminate()
                #expect(ending.code == 130)
            }
        }
    }

    @Test func `orders that come while it stops are refused, or drawn and paid`() async throws {
        try await OpenAISimulator.run { openAI in
            let settings = openAI.settings.merging(["AIGENERATE_RATE_LIMIT_CREATES": "1000"]) { $1 }
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                async let accepted = ordersUntilRefused(customer, clients: 16)
                _ = try await eventually("some are bought", every: .milliseconds(5)) {
                    openAI.purchases >= 20 ? true : nil
                }
                let ending = try await server.terminate()
                #expect(ending.code == 0)
                #expect(!ending.wasKilled)
                let tasks = try await accepted
                try await server.start()
                for id in tasks {
                    let record = try await customer.ended(id)
                    #expect(record["state"] == "success", "\(record)")
                    #expect(record["attempts"]?.arrayValue?.count == 1)
                }
                // An order whose answer was lost is made as well.
                let made = try await server.rows("SELECT id FROM task WHERE state = 'success'")
                #expect(made.count >= tasks.count)
                #expect(made.count == openAI.purchases)
                #expect(try await server.rows("SELECT task_id FROM job").isEmpty)
                #expect(
                    try await server.rows("SELECT * FROM cost WHERE borne_by = 'loss'").isEmpty
                )
                #expect(try await customer.balance().spent == Orders.price * made.count)
            }
        }
    }

    /// Each client orders one picture after another until the server takes no more.
    private func ordersUntilRefused(_ customer: Customer, clients: Int) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<clients {
                group.addTask {
                    var tasks: [String] = []
                    while let answer = try? await customer.create(Orders.paid()),
                        answer.status == 200, let id = answer.data["taskId"]?.stringValue
                    { tasks.append(id) }
                    return tasks
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    @Test func `a second server on the same data says whose it is`() async throws {
        try await ServerProcess.run { server in
            let second = try await server.command(["serve", "--port", "0"])
            #expect(second.code == 1)
            #expect(second.errors.contains("Another aigenerate process uses"))
            #expect(try await server.customer().credits() == .decimal("1428.57"))
        }
    }

    @Test func `a taken port is named`() async throws {
        try await ServerProcess.run { server in
            let port = server.address.split(separator: ":").last.map(String.init) ?? ""
            let other = server.folder.appending(component: "other").path
            let ending = try await server.command(
                ["serve", "--port", port, "--data", other],
                onData: false
            )
            #expect(ending.code == 1)
            #expect(ending.errors.contains("port \(port) of 127.0.0.1 is taken"))
        }
    }

    @Test func `settings that cannot be used end it with 2`() async throws {
        try await ServerProcess.run(isStarted: false) { server in
            let roles = try await server.command(["serve", "--roles", "web"])
            #expect(roles.code == 2)
            #expect(roles.errors.contains("roles must be web,worker"))
            let port = try await server.command(["serve", "--port", "http"])
            #expect(port.code == 2)
            #expect(port.errors.contains("port must be a whole number"))
            let mode = try await server.command(
                ["serve"],
                environment: ["AIGENERATE_SANDBOX": "sometimes"]
            )
            #expect(mode.code == 2)
            #expect(mode.errors.contains("auto, always, never"))
        }
    }

    @Test func `a lost or foreign master key is said, and nothing is made anew`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            try await server.terminate()
            let file = URL(filePath: server.dataPath).appending(component: "master.key")
            let right = try Data(contentsOf: file)
            try FileManager.default.removeItem(at: file)
            let lost = try await server.command(["serve", "--port", "0"])
            #expect(lost.code == 1)
            #expect(lost.errors.contains("master.key is missing"))
            #expect(!FileManager.default.fileExists(atPath: file.path))
            try Data(String(repeating: "ab", count: 32).utf8).write(to: file)
            let wrong = try await server.command(["serve", "--port", "0"])
            #expect(wrong.code == 1)
            #expect(wrong.errors.contains("another installation's"))
            try right.write(to: file)
            try await server.start()
            #expect(try await customer.credits() == .decimal("1428.57"))
        }
    }

    @Test func `a disk that is nearly full takes no work`() async throws {
        try await ServerProcess.run(["AIGENERATE_MIN_FREE_MB": "1000000"]) { server in
            let customer = try server.customer()
            let answer = try await customer.create(Orders.sandbox())
            #expect(answer.status == 503)
            #expect(answer.code == 455)
            #expect(answer.message.contains("disk is nearly full"))
            #expect(try await Call.send("GET", server.address + "/readyz").status == 503)
            #expect(try await Call.send("GET", server.address + "/healthz").status == 200)
            #expect(try await customer.credits() == .decimal("1428.57"))
        }
    }

    @Test func `the first key stays and is printed again`() async throws {
        try await ServerProcess.run { server in
            let key = try server.customer().key
            try await server.terminate()
            try await server.start()
            #expect(try server.customer().key == key)
            let ending = try await server.terminate()
            #expect(ending.text.contains(key))
        }
    }
}
