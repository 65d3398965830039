import Domain
@testable import Storage
import TestKit
import Testing

/// The same createTask, sent again.
@Suite struct `Repeating a request` {
    enum Way: CaseIterable, Sendable {
        case clientTask, idempotencyKey, requestID

        func key(_ name: String) throws -> ReplayKey {
            switch self {
            case .clientTask:
                .clientTask(try #require(ClientTaskID("client-task-\(name)-0000")))
            case .idempotencyKey: .idempotencyKey(name, endpoint: "createTask")
            case .requestID: .requestID(name, endpoint: "createTask")
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `makes one task and one hold, however often and however concurrently`(
        way: Way
    )
        async throws
    {
        let test = try await TestStore(folder: .fast())
        let customer = try await test.customer(credit: .picture * 40)
        for number in 0..<40 {
            let key = try way.key("key\(number)")
            let tasks = try await withThrowingTaskGroup(of: TaskID.self) { group in
                for _ in 0...(number % 5) {
                    // Each try has a task id of its own, as each request has.
                    let order = test.order(customer, replayKey: key)
                    group.addTask { try await test.accept(order) }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(tasks.count == 1)
        }
        #expect(try await test.balance(of: customer).available == .zero)
        #expect(try await test.store.audit().tasks == 40)
        try await expectCleanAudit(test)
    }

    @Test(arguments: Way.allCases)
    func `gets the first answer after a restart, and after the task has ended`(
        way: Way
    )
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let key = try way.key("again")
        let first = try await test.accept(test.order(customer, replayKey: key))
        try await test.restart()
        #expect(
            try await test.store.accept(test.order(customer, replayKey: key)) == .replayed(first)
        )
        try await test.succeed(first)
        try await test.restart()
        // Nothing is left to pay with: the repetition needs nothing.
        #expect(
            try await test.store.accept(test.order(customer, replayKey: key)) == .replayed(first)
        )
        #expect(
            try await test.store.replay(
                of: key,
                fingerprint: "body",
                account: customer.accountID
            ) == first
        )
        try await expectCleanAudit(test)
    }

    @Test(arguments: [Way.clientTask, .idempotencyKey])
    func `with another body is refused and names the first task`(way: Way) async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let key = try way.key("mixed")
        let first = try await test.accept(test.order(customer, replayKey: key))
        await #expect(throws: ReplayMismatch(taskID: first, key: key)) {
            try await test.store.accept(
                test.order(customer, replayKey: key, fingerprint: "another body")
            )
        }
        await #expect(throws: ReplayMismatch(taskID: first, key: key)) {
            try await test.store.replay(
                of: key,
                fingerprint: "another body",
                account: customer.accountID
            )
        }
        #expect(try await test.balance(of: customer).held == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `with another body under a proxy's request id is a new task`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let key = ReplayKey.requestID("proxy-1", endpoint: "createTask")
        let first = try await test.accept(test.order(customer, replayKey: key))
        let second = try await test.accept(
            test.order(customer, replayKey: key, fingerprint: "another body")
        )
        #expect(first != second)
        #expect(try await test.balance(of: customer).held == .picture * 2)
        try await expectCleanAudit(test)
    }

    @Test func `concerns one account and one endpoint only`() async throws {
        let test = try await TestStore()
        let one = try await test.customer(credit: .picture * 2)
        let two = try await test.customer(credit: .picture)
        let key = ReplayKey.idempotencyKey("same", endpoint: "createTask")
        let other = ReplayKey.idempotencyKey("same", endpoint: "generations")
        let tasks = [
            try await test.accept(test.order(one, replayKey: key)),
            try await test.accept(test.order(two, replayKey: key)),
            try await test.accept(test.order(one, replayKey: other)),
        ]
        #expect(Set(tasks).count == 3)
        let clientID = try Way.clientTask.key("shared")
        _ = try await test.fail(tasks[0])
        let mine = try await test.accept(test.order(one, replayKey: clientID))
        let found = try await test.store.task("client-task-shared-0000", account: one.accountID)
        #expect(found?.id == mine)
        #expect(
            try await test.store.task("client-task-shared-0000", account: two.accountID) == nil
        )
        try await expectCleanAudit(test)
    }

    @Test func `with a key of the same account is recognised: keys rotate`() async throws {
        let test = try await TestStore()
        let old = try await test.customer(credit: .picture)
        let new = try await test.customer(account: old.accountID)
        let key = ReplayKey.idempotencyKey("rotated", endpoint: "createTask")
        let first = try await test.accept(test.order(old, replayKey: key))
        #expect(try await test.accept(test.order(new, replayKey: key)) == first)
        try await expectCleanAudit(test)
    }

    @Test func `does not enter the rate ring`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let limit = RateLimit(count: 1, window: .seconds(10))
        let key = ReplayKey.idempotencyKey("ring", endpoint: "createTask")
        let order = test.order(customer, replayKey: key, rateLimit: limit)
        let first = try await test.accept(order)
        for _ in 0..<5 { #expect(try await test.store.accept(order) == .replayed(first)) }
        try await expectCleanAudit(test)
    }
}
