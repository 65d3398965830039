import Domain
import Storage
import TestKit
import Testing

@Suite struct Rescuing {
    @Test func `a start finds what earlier ones owned, and takes it over once`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 3)
        let begun = try await test.accept(test.order(customer))
        _ = try await test.begin(begun)
        let claimed = try await test.accept(test.order(customer))
        #expect(try await test.store.claim(.all) == [claimed])
        let queued = try await test.accept(test.order(customer))
        #expect(try await test.store.orphans() == [])
        let old = test.store.node
        try await test.restart()
        let orphans = try await test.store.orphans()
        #expect(
            orphans == [
                Orphan(taskID: begun, owner: old, attempt: 1, hadIntent: true, crashes: 0),
                Orphan(taskID: claimed, owner: old, attempt: 0, hadIntent: false, crashes: 0),
            ]
        )
        for orphan in orphans {
            #expect(try await test.store.adopt(orphan))
            #expect(try await test.store.adopt(orphan) == false)
        }
        #expect(try await test.store.orphans() == [])
        let job = try #require(try await test.store.jobToRun(begun))
        #expect(job.crashes == 1)
        #expect(job.lastAttempt?.outcome == "running")
        // What had no intent is claimed anew, without a crash counted.
        #expect(Set(try await test.store.claim(.all)) == [claimed, queued])
        #expect(try await test.store.jobToRun(claimed)?.crashes == 0)
        try await expectCleanAudit(test)
    }

    @Test func `an adopted call is ended or followed by another, and charged once`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let tasks = [
            try await test.accept(test.order(customer)),
            try await test.accept(test.order(customer)),
        ]
        for task in tasks { _ = try await test.begin(task) }
        try await test.restart()
        for orphan in try await test.store.orphans() { _ = try await test.store.adopt(orphan) }
        let end = test.success(tasks[0], attempt: 1, charge: .picture)
        #expect(try await test.store.settle(end, attempt: 1))
        let crashed = AttemptEnd(number: 1, outcome: "crashed", detail: nil)
        #expect(try await test.store.requeue(tasks[1], crashed, after: .zero))
        #expect(try await test.succeed(tasks[1]))
        #expect(try await test.task(tasks[1]).attempts.map(\.outcome) == ["crashed", "success"])
        #expect(try await test.balance(of: customer).spent == .picture * 2)
        try await expectCleanAudit(test)
    }

    @Test func `a job whose input cannot be read is handed out as such, and can be ended`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        try test.tamper(#"UPDATE task SET input = '{"prompt":"a\u0000b"}', served_by = 'another'"#)
        #expect(try await test.store.claim(.all) == [task])
        let job = try #require(try await test.store.jobToRun(task))
        #expect(job.input == nil)
        #expect(try await test.store.settle(test.failure(task, attempt: 0), attempt: 0))
        #expect(try await test.store.task(task)?.state == .fail)
        try await expectCleanAudit(test)
    }

    @Test func `a drain gives back what has not begun, and nothing else`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let begun = try await test.accept(test.order(customer))
        _ = try await test.begin(begun)
        let claimed = try await test.accept(test.order(customer))
        _ = try await test.store.claim(.all)
        try await test.store.releaseUnstarted()
        #expect(try await test.store.jobToRun(begun) != nil)
        #expect(try await test.store.jobToRun(claimed) == nil)
        #expect(try await test.store.claim(.all) == [claimed])
        try await expectCleanAudit(test)
    }

    @Test func `the deadline runs from the first call and does not start anew`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        test.time.advance(by: .seconds(3_600))
        let deadline = test.time.steady + .seconds(900)
        try await test.requeue(task)
        test.time.advance(by: .seconds(100))
        _ = try await test.begin(task)
        #expect(try await test.store.jobToRun(task)?.deadlineAt == deadline)
        #expect(try await test.store.submitted(task, attempt: 2, upstreamID: "up-1"))
        #expect(try await test.store.submitted(task, attempt: 1, upstreamID: "up-0") == false)
        #expect(try await test.store.jobToRun(task)?.lastAttempt?.upstreamID == "up-1")
        #expect(try await test.store.cancel(task) == .notCancellable)
        try await expectCleanAudit(test)
    }
}
