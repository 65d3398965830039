import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Ringing bells` {
    /// The next ring that tells an end.
    private func ended(_ bell: AsyncStream<TaskBells.Ring>) async -> MediaTask? {
        for await ring in bell {
            if case .ended(let task, _) = ring { return task }
        }
        return nil
    }

    @Test func `who waits for a task is given the record that was committed`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 3)
        for isDelivered in [true, false] {
            let order = test.order(customer, metadata: ["user": "u1", "run": "r1"])
            let bell = test.store.bells.expect(order.taskID)
            let task = try await test.accept(order)
            test.time.advance(by: .seconds(2))
            if isDelivered { try await test.succeed(task) } else { try await test.fail(task) }
            let told = try #require(await ended(bell))
            #expect(told == (try await test.task(task)))
            #expect(told.state == (isDelivered ? .success : .fail))
            #expect(told.receipt != nil)
        }
        try await expectCleanAudit(test)
    }

    @Test func `a settlement that comes too late tells nobody`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        let attempt = try #require(try await test.begin(task, canCancel: true))
        #expect(try await test.store.cancel(task) == .cancelled)
        let bell = test.store.bells.expect(task)
        let late = test.success(task, attempt: attempt, charge: .picture)
        #expect(try await !test.store.settle(late, attempt: attempt))
        #expect(await heard(bell) == nil, "Nothing was settled.")
        // What is heard is heard: the same look finds a ring that was there.
        let other = test.store.bells.expect(task)
        test.store.bells.ring(task)
        #expect(await heard(other) != nil)
    }

    /// What a bell has rung already: a wait that is cancelled before it begins takes what is there, and
    /// waits for nothing.
    private func heard(_ bell: AsyncStream<TaskBells.Ring>) async -> TaskBells.Ring? {
        await withTaskGroup(of: TaskBells.Ring?.self) { group in
            group.cancelAll()
            group.addTask {
                for await ring in bell { return ring }
                return nil
            }
            return await group.next() ?? nil
        }
    }

    @Test func `a job is on its way from the order on, until it runs`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let wakeUps = test.store.wakeUps
        wakeUps.offer(ClaimLimits(slots: 1, perProvider: [:], perAccount: 1))
        let slot = wakeUps.takeSlot()
        #expect(slot?.slots == 1)
        #expect(wakeUps.isAccepting)
        #expect(wakeUps.onTheWay == 1)
        wakeUps.giveSlotBack()
        #expect(!wakeUps.isAccepting)
        let task = try await test.accept(test.order(customer))
        #expect(!wakeUps.isAccepting)
        #expect(wakeUps.onTheWay == 1)
        #expect(wakeUps.take().handed.map(\.task) == [task])
        #expect(wakeUps.onTheWay == 1, "It is taken, and does not run yet.")
        wakeUps.started()
        #expect(wakeUps.onTheWay == 0)
    }

    @Test func `who cancels before the worker has the job cancels it all the same`() throws {
        let wakeUps = WakeUps()
        let task = TaskID(milliseconds: 1, high: 2, low: 3)
        wakeUps.offer(ClaimLimits(slots: 2, perProvider: [:], perAccount: 2))
        _ = wakeUps.takeSlot()
        wakeUps.cancel(task)
        #expect(wakeUps.take().cancelled == [task], "Nothing of that name runs.")
        wakeUps.hand(HandedJob(task: task))
        let news = wakeUps.take()
        #expect(news.handed.map(\.task) == [task])
        #expect(news.cancelled == [task])
        _ = wakeUps.takeSlot()
        wakeUps.hand(HandedJob(task: task))
        #expect(wakeUps.take().cancelled.isEmpty, "It was said once.")
    }

    @Test func `a worker looks into the queue when something may be due, until nothing is`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 3)
        let wakeUps = test.store.wakeUps
        #expect(wakeUps.takeLook(), "At the start nobody knows.")
        #expect(!wakeUps.takeLook())
        wakeUps.ended()
        #expect(!wakeUps.takeLook(), "A slot that is free makes nothing due.")
        let task = try await test.accept(test.order(customer))
        #expect(wakeUps.takeLook(), "It was queued.")
        wakeUps.lookAgain()
        #expect(wakeUps.takeLook())
        try await test.requeue(task)
        #expect(wakeUps.takeLook(), "It came back.")
        #expect(!wakeUps.takeLook())
    }
}
