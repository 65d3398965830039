import Domain
import TestKit
import Testing

/// The same order sent again is the same task, however it is recognised.
@Suite struct Repeating {
    private static let taskID = "my-own-task-id-0001"

    private func sameTask(_ first: Answer, _ again: Answer) {
        #expect(first.status == 200)
        #expect(first["idempotent-replayed"] == nil)
        #expect(again.status == 200, "\(again.text)")
        #expect(again["idempotent-replayed"] == "true")
        #expect(again.data["taskId"] == first.data["taskId"])
        #expect(again["x-ai-credits-charged"] == first["x-ai-credits-charged"])
    }

    @Test func `a client's task id orders once, also after a restart`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let body = Orders.paid(more: ["taskId": .string(Self.taskID)])
            let first = try await customer.create(body)
            sameTask(first, try await customer.create(body))
            let record = try await customer.ended(Self.taskID)
            #expect(record["taskId"] == first.data["taskId"])
            #expect(record["clientTaskId"] == .string(Self.taskID))
            let mismatch = try await customer.create(
                Orders.paid("an owl", more: ["taskId": .string(Self.taskID)])
            )
            #expect(mismatch.status == 422)
            #expect(mismatch.errorType == "idempotency_mismatch")
            #expect(mismatch.param == "taskId")
            #expect(mismatch["x-should-retry"] == "false")
            #expect(try await customer.cancel(Self.taskID).status == 409)
            try await server.kill()
            try await server.start()
            sameTask(first, try await customer.create(body))
            #expect(try await customer.balance().spent == Orders.price)
            // Another account's id of the same name is another task.
            let other = try await server.newCustomer()
            let theirs = try await other.create(body)
            #expect(theirs["idempotent-replayed"] == nil)
            #expect(theirs.data["taskId"] != first.data["taskId"])
        }
    }

    @Test func `an idempotency key orders once, also after a restart`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let key = [("Idempotency-Key", "k-1")]
            let first = try await customer.create(Orders.paid(), headers: key)
            sameTask(first, try await customer.create(Orders.paid(), headers: key))
            let mismatch = try await customer.create(Orders.paid("an owl"), headers: key)
            #expect(mismatch.status == 422)
            #expect(mismatch.errorType == "idempotency_mismatch")
            #expect(mismatch.param == "Idempotency-Key")
            try await server.terminate()
            try await server.start()
            sameTask(first, try await customer.create(Orders.paid(), headers: key))
            _ = try await customer.ended(first.data["taskId"]?.stringValue ?? "")
            #expect(try await customer.balance().spent == Orders.price)
        }
    }

    @Test func `a request id replays an equal body and never refuses another`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let id = [("X-Request-ID", "proxy-1")]
            let first = try await customer.create(Orders.sandbox(), headers: id)
            sameTask(first, try await customer.create(Orders.sandbox(), headers: id))
            let other = try await customer.create(Orders.sandbox("an owl"), headers: id)
            #expect(other.status == 200)
            #expect(other.data["taskId"] != first.data["taskId"])
            // The idempotency key decides where both are given.
            let both = id + [("Idempotency-Key", "k-2")]
            let third = try await customer.create(Orders.sandbox(), headers: both)
            #expect(third.data["taskId"] != first.data["taskId"])
        }
    }

    @Test(arguments: ["taskId", "Idempotency-Key", "X-Request-ID"])
    func `sixteen at once are one task and one hold`(_ way: String) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let isField = way == "taskId"
            let body = Orders.paid(more: isField ? ["taskId": .string(Self.taskID)] : [:])
            let headers = isField ? [] : [(way, "at-once-1")]
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await customer.create(body, headers: headers) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map { $0.data["taskId"] }).count == 1)
            #expect(answers.count { $0["idempotent-replayed"] == nil } == 1)
            let id = answers[0].data["taskId"]?.stringValue ?? ""
            _ = try await customer.ended(id)
            #expect(try await customer.balance().spent == Orders.price)
            #expect(try await server.rows("SELECT id FROM task").count == 1)
        }
    }
}
