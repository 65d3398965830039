import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct Retaining {
    private let policy = RetentionPolicy(
        records: .seconds(60 * 86_400),
        deliveryLog: .seconds(30 * 86_400)
    )

    /// One success with a client's id and a delivered callback, one failure, one still waiting.
    private func house() async throws -> (test: TestStore, customer: TestCustomer, tasks: [TaskID])
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let id = try #require(ClientTaskID("client-task-00000001"))
        let sold = try await test.accept(
            test.order(
                customer,
                replayKey: .clientTask(id),
                callbackURL: "https://a.example"
            )
        )
        try await test.succeed(sold)
        let due = try await test.store.leaseDeliveries(limit: 1, except: [], for: .seconds(60))
        let delivered = DeliveryTry(
            status: 200,
            error: nil,
            answer: "",
            duration: .zero,
            next: .delivered
        )
        for delivery in due { try await test.store.record(delivered, of: delivery) }
        let failed = try await test.accept(
            test.order(customer, replayKey: .idempotencyKey("k", endpoint: "createTask"))
        )
        try await test.fail(failed)
        return (test, customer, [sold, failed, try await test.accept(test.order(customer))])
    }

    @Test func `outputs go first, and the record says so`() async throws {
        let (test, _, tasks) = try await house()
        #expect(try await test.store.expiredOutputs(limit: 9) == [])
        test.time.advance(by: .seconds(14 * 86_400))
        let expired = try await test.store.expiredOutputs(limit: 9)
        let name = DiskFiles.outputName(task: tasks[0], attempt: 1, index: 0, media: .png)
        #expect(expired == [ExpiredOutputs(taskID: tasks[0], paths: [name])])
        try await test.store.forgetOutputs(of: expired.map(\.taskID))
        #expect(try await test.store.expiredOutputs(limit: 9) == [])
        let record = try await test.task(tasks[0])
        #expect(record.outputs == [])
        #expect(record.state == .success)
        try await expectCleanAudit(test)
    }

    @Test func `old records go with all that belongs to them, but for the money`() async throws {
        let (test, customer, tasks) = try await house()
        let before = try await test.balance(of: customer)
        test.time.advance(by: .seconds(60 * 86_400 + 1))
        // What still has outputs stays until they are deleted; what waits stays whatever its age.
        while try await test.store.sweep(policy, limit: 1) > 0 {}
        #expect(try await test.store.task(tasks[0]) != nil)
        #expect(try await test.store.task(tasks[1]) == nil)
        try await test.store.forgetOutputs(of: [tasks[0]])
        while try await test.store.sweep(policy, limit: 1) > 0 {}
        #expect(try await test.store.task(tasks[0]) == nil)
        #expect(try await test.store.task(tasks[2])?.state == .waiting)
        let left = try await test.database.read { rows in
            try ["client_task", "idempotency", "delivery", "delivery_attempt", "attempt"].map {
                try rows.count(Statement(stringLiteral: "SELECT COUNT(*) FROM \($0)"))
            }
        }
        #expect(left == [0, 0, 0, 0, 0])
        #expect(try await test.store.audit().entries == 2)
        #expect(try await test.balance(of: customer) == before)
        try await expectCleanAudit(test)
    }

    @Test func `the log of deliveries goes before the record`() async throws {
        let (test, customer, tasks) = try await house()
        test.time.advance(by: .seconds(30 * 86_400 + 1))
        while try await test.store.sweep(policy, limit: 10) > 0 {}
        let record = try #require(
            try await test.store.deliveries(of: tasks[0], account: customer.accountID).first
        )
        #expect(record.tries == [])
        #expect(record.state == "delivered")
        try await expectCleanAudit(test)
    }

    @Test func `a key of a repetition lives as long as it was promised`() async throws {
        let (test, customer, tasks) = try await house()
        let key = ReplayKey.idempotencyKey("k", endpoint: "createTask")
        test.time.advance(by: .seconds(30 * 86_400))
        while try await test.store.sweep(policy, limit: 10) > 0 {}
        #expect(try await test.accept(test.order(customer, replayKey: key)) == tasks[1])
        test.time.advance(by: .seconds(1))
        while try await test.store.sweep(policy, limit: 10) > 0 {}
        #expect(try await test.accept(test.order(customer, replayKey: key)) != tasks[1])
        try await expectCleanAudit(test)
    }

    @Test func `tasks are listed by any name of their metadata`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let name = #"it's a "name" with.dots"#
        let task = try await test.accept(test.order(customer, metadata: [name: "v", "a": "b"]))
        _ = try await test.accept(test.order(customer, metadata: ["a": "v"]))
        var filter = TaskFilter(accountID: customer.accountID, limit: 10)
        filter.metadata = (name: name, value: "v")
        #expect(try await test.store.tasks(filter).map(\.id) == [task])
        filter.metadata = (name: name, value: "w")
        #expect(try await test.store.tasks(filter) == [])
    }
}
