import AIGenerateClient
import Foundation
import Testing

private let look = "/api/v1/jobs/recordInfo"

@Suite struct Waiting {
    private static let slow = StandInShop.Script(looks: [
        (.waiting, 0), (.generating, 10), (.generating, 10), (.generating, 60), (.success, 100),
    ])

    private static func order(_ client: AIGenerateClient) async throws -> String {
        try await client.createTask(model: "m", input: ImageInput(prompt: "x")).taskID
    }

    @Test func `a wait ends with the record of the ended task`() async throws {
        try await atShop(Self.slow) { client, shop, time in
            let record = try await client.wait(for: try await Self.order(client))
            #expect(record.state == .success)
            #expect(record.creditsConsumed == 4)
            #expect(record.outputs.count == 1)
            #expect(shop.requests(look).count == 5)
            #expect(
                time.pauses == [
                    .milliseconds(300), .milliseconds(450), .milliseconds(675),
                    .milliseconds(675) * 3 / 2,
                ]
            )
        }
    }

    @Test func `no timeout is too long for the clock`() async throws {
        try await atShop(Self.slow) { client, _, _ in
            let forever = Duration.seconds(Int64.max)
            let id = try await Self.order(client)
            #expect(try await client.wait(for: id, timeout: forever).state == .success)
        }
        let shop = StandInShop()
        let server = try await StandInServer.start { shop.respond($0) }
        let client = try AIGenerateClient(server: "http://127.0.0.1:\(server.port)", key: "k")
        let id = try await Self.order(client)
        await #expect(throws: AIGenerateError.self) {
            // This shop has no events: the wait for them ends with that, not with the clock.
            for try await _ in client.events(of: id, timeout: .seconds(Int64.max)) {}
        }
        try await server.stop()
    }

    @Test func `a failed task is a record, not an error`() async throws {
        let script = StandInShop.Script(
            looks: [(.fail, 0)],
            failClass: "moderated_input",
            failMsg: "Refused. Not charged."
        )
        try await atShop(script) { client, _, _ in
            let record = try await client.wait(for: try await Self.order(client))
            #expect(record.state == .fail)
            #expect(record.failClass == .moderatedInput)
            #expect(record.failClass?.isModeration == true)
            #expect(record.failMsg == "Refused. Not charged.")
            #expect(record.creditsConsumed == 0)
        }
    }

    @Test func `looks come no sooner than the server advises`() async throws {
        var script = Self.slow
        script.lookAgainAfter = "4"
        try await atShop(script) { client, _, time in
            _ = try await client.wait(for: try await Self.order(client))
            #expect(time.pauses == Array(repeating: .seconds(4), count: 4))
        }
    }

    @Test func `a wait that is over throws what was last seen, and the task goes on`()
        async throws
    {
        try await atShop(StandInShop.Script(looks: [(.generating, 40)])) { client, shop, time in
            let id = try await Self.order(client)
            let error = await #expect(throws: AIGenerateError.self) {
                try await client.wait(for: id, timeout: .seconds(10))
            }
            guard case .timedOut(let taskID, let lastSeen) = error else {
                Issue.record("not timed out: \(String(describing: error))")
                return
            }
            #expect(taskID == id)
            #expect(lastSeen?.progress == 40)
            #expect(time.pauses.reduce(.zero, +) == .seconds(10))
            #expect(shop.cancelledCount == 0)
        }
    }

    @Test func `a server that is away for a while does not end the wait`() async throws {
        let cuts = Array(repeating: StandInShop.Fault.instead(.cut), count: 10)
        try await atShop(faults: [look: cuts]) { client, shop, _ in
            let record = try await client.wait(for: try await Self.order(client))
            #expect(record.state == .success)
            #expect(shop.requests(look).count == 11)
        }
    }

    @Test func `a server that stays away ends it`() async throws {
        let cuts = Array(repeating: StandInShop.Fault.instead(.cut), count: 100)
        try await atShop(faults: [look: cuts]) { client, shop, _ in
            let id = try await Self.order(client)
            await #expect(throws: AIGenerateError.self) { try await client.wait(for: id) }
            #expect(shop.requests(look).count == 18)
        }
    }

    @Test func `a task that does not exist is not waited for`() async throws {
        try await atShop { client, shop, _ in
            await #expect(throws: AIGenerateError.self) { try await client.wait(for: "task_no") }
            #expect(shop.requests(look).count == 1)
        }
    }

    @Test func `states are told when they change, up to the last`() async throws {
        try await atShop(Self.slow) { client, _, _ in
            var seen: [String] = []
            for try await record in client.states(of: try await Self.order(client)) {
                seen.append("\(record.state.rawValue) \(record.progress)")
            }
            #expect(seen == ["waiting 0", "generating 10", "generating 60", "success 100"])
        }
    }

    @Test func `a cancelled wait says that it was cancelled`() async throws {
        try await atShop(StandInShop.Script(looks: [(.generating, 1)])) { client, shop, _ in
            let id = try await Self.order(client)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let error = await #expect(throws: AIGenerateError.self) {
                        try await client.wait(for: id, timeout: nil)
                    }
                    guard case .cancelled = error else {
                        Issue.record("not cancelled: \(String(describing: error))")
                        return
                    }
                }
                for await request in shop.arrivals where request.path == look { break }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}
