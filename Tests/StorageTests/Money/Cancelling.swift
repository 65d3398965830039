import Domain
import Storage
import TestKit
import Testing

@Suite struct Cancelling {
    @Test func `a waiting task gives the whole hold back`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        #expect(try await test.store.cancel(task) == .cancelled)
        let record = try await test.task(task)
        #expect(record.state == .fail)
        #expect(record.failClass == .cancelled)
        #expect(try await test.balance(of: customer).available == .picture)
        #expect(test.store.wakeUps.take().cancelled == [task])
        try await expectCleanAudit(test)
    }

    @Test func `a claimed task that has not begun never begins`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        #expect(try await test.store.claim(.all) == [task])
        #expect(try await test.store.cancel(task) == .cancelled)
        #expect(try await test.begin(task) == nil)
        try await expectCleanAudit(test)
    }

    @Test func `a call that may be given up is, and its later success is not charged`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task, canCancel: true))
        #expect(try await test.store.cancel(task) == .cancelled)
        let late = test.success(task, attempt: attempt, charge: .picture)
        #expect(try await test.store.settle(late, attempt: attempt) == false)
        let end = AttemptEnd(number: attempt, outcome: "retry", detail: nil)
        #expect(try await test.store.requeue(task, end, after: .zero) == false)
        let record = try await test.task(task)
        #expect(record.state == .fail)
        #expect(record.attempts.map(\.outcome) == ["cancelled"])
        #expect(try await test.balance(of: customer).available == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `a call that would be billed all the same goes on`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task, canCancel: false))
        #expect(try await test.store.cancel(task) == .notCancellable)
        #expect(try await test.balance(of: customer).held == .picture)
        let end = test.success(task, attempt: attempt, charge: .picture)
        #expect(try await test.store.settle(end, attempt: attempt))
        try await expectCleanAudit(test)
    }

    @Test func `between two calls it can be cancelled again`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        #expect(try await test.requeue(task))
        #expect(try await test.store.cancel(task) == .cancelled)
        #expect(try await test.task(task).attempts.map(\.outcome) == ["retry"])
        try await expectCleanAudit(test)
    }

    @Test func `a task that has ended stays as it is`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        try await test.succeed(task)
        #expect(try await test.store.cancel(task) == .alreadyEnded)
        #expect(try await test.task(task).state == .success)
        try await expectCleanAudit(test)
    }

    @Test func `a task that waits too long expires and is not charged`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let waiting = try await test.accept(test.order(customer))
        let running = try await test.accept(test.order(customer))
        _ = try await test.begin(running)
        try await test.store.releaseUnstarted()
        #expect(try await test.store.overdue(limit: 10) == [])
        test.time.advance(by: .seconds(86_400))
        #expect(try await test.store.overdue(limit: 10) == [waiting])
        #expect(try await test.store.expire(running) == false)
        #expect(try await test.store.expire(waiting))
        #expect(try await test.store.expire(waiting) == false)
        #expect(try await test.task(waiting).failClass == .expired)
        #expect(try await test.balance(of: customer).held == .picture)
        try await expectCleanAudit(test)
    }
}
