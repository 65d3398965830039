import Domain
import Storage
import TestKit
import Testing

@Suite struct Claiming {
    private func limits(
        _ slots: Int,
        perProvider: [String: Int] = [:],
        perAccount: Int = 1_000_000
    ) -> ClaimLimits {
        ClaimLimits(slots: slots, perProvider: perProvider, perAccount: perAccount)
    }

    @Test func `a tenant with ten jobs does not wait behind ten thousand of another`()
        async throws
    {
        let test = try await TestStore(folder: .fast())
        let many = try await test.customer(credit: .picture * 10_000)
        let few = try await test.customer(credit: .picture * 10)
        try await test.acceptAtOnce((0..<10_000).map { _ in test.order(many) })
        // Some of the queue is done before the other comes.
        _ = try await test.store.claim(limits(100))
        let late = try await test.acceptAtOnce((0..<10).map { _ in test.order(few) })
        // With a fair half each, ten come out within 20 claims; twice that is the limit.
        let next = try await test.store.claim(limits(40))
        #expect(Set(late).isSubset(of: next))
    }

    @Test func `weights share the queue`() async throws {
        let test = try await TestStore(folder: .fast())
        let heavy = try await test.customer(credit: .picture * 400)
        let light = try await test.customer(credit: .picture * 400)
        try test.setWeight(3, of: heavy)
        let tasks = try await test.acceptAtOnce((0..<400).map { _ in test.order(heavy) })
        try await test.acceptAtOnce((0..<400).map { _ in test.order(light) })
        let claimed = Set(try await test.store.claim(limits(200)))
        let share = tasks.count { claimed.contains($0) }
        // 150 of 200, within five percent.
        #expect((143...157).contains(share))
    }

    @Test func `dear pictures wait longer than cheap ones`() async throws {
        let test = try await TestStore()
        let dear = try await test.customer(credit: .picture * 1_000)
        let cheap = try await test.customer(credit: .picture * 1_000)
        for _ in 0..<10 {
            _ = try await test.accept(test.order(dear, hold: .picture * 10))
        }
        var tasks: [TaskID] = []
        for _ in 0..<10 { tasks.append(try await test.accept(test.order(cheap))) }
        let first = try await test.store.claim(limits(10))
        #expect(tasks.count { first.contains($0) } >= 9)
    }

    @Test func `one tenant's jobs come out in the order they came in`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 50)
        var tasks: [TaskID] = []
        for number in 0..<30 {
            let hold = MicroUSD(number % 3 == 0 ? 28_000 : 1_000)
            tasks.append(try await test.accept(test.order(customer, hold: hold)))
        }
        var claimed: [TaskID] = []
        for _ in 0..<10 { claimed += try await test.store.claim(limits(3)).sorted(like: tasks) }
        #expect(claimed == tasks)
        #expect(try await test.store.claim(limits(3)) == [])
    }

    @Test func `a full provider or account hides nobody else's jobs`() async throws {
        let test = try await TestStore()
        let one = try await test.customer(credit: .picture * 100)
        let two = try await test.customer(credit: .picture * 100)
        for _ in 0..<20 { _ = try await test.accept(test.order(one, provider: "slow")) }
        for _ in 0..<20 { _ = try await test.accept(test.order(one, provider: "quick")) }
        let others = try await test.acceptAtOnce((0..<3).map { _ in test.order(two) })
        let caps = limits(12, perProvider: ["slow": 2, "quick": 100], perAccount: 5)
        let first = try await test.store.claim(caps)
        #expect(first.count == 8)
        #expect(Set(others).isSubset(of: first))
        var perProvider: [String: Int] = [:]
        for task in first { perProvider[try await test.provider(of: task), default: 0] += 1 }
        #expect(perProvider == ["slow": 2, "quick": 3, "simulator": 3])
        // What runs counts: nothing more fits, until something ends.
        #expect(try await test.store.claim(caps) == [])
        try await test.fail(try #require(first.first))
        #expect(try await test.store.claim(caps).count == 1)
        try await expectCleanAudit(test)
    }

    @Test func `a job is not claimed before its time`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        try await test.requeue(task, after: .seconds(7))
        #expect(try await test.store.claim(.all) == [])
        #expect(try await !test.store.hasJobDue())
        test.time.advance(by: .seconds(7))
        #expect(try await test.store.hasJobDue())
        #expect(try await test.store.claim(.all) == [task])
        try await test.store.postpone(task, by: .seconds(2))
        #expect(try await test.store.claim(.all) == [])
        test.time.advance(by: .seconds(2))
        #expect(try await test.store.claim(.all) == [task])
        #expect(try await !test.store.hasJobDue())
    }

    @Test func `a job goes straight to a free worker only when nobody waits`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 10)
        let wakeUps = test.store.wakeUps
        wakeUps.offer(limits(2))
        let first = try await test.accept(test.order(customer))
        #expect(wakeUps.take().handed.map(\.task) == [first])
        #expect(try await test.store.jobToRun(first) != nil)
        wakeUps.offer(limits(0))
        let queued = try await test.accept(test.order(customer))
        wakeUps.offer(limits(2))
        let behind = try await test.accept(test.order(customer))
        #expect(wakeUps.take().handed.map(\.task) == [])
        #expect(try await test.store.claim(.all) == [queued, behind])
        // The slot that was taken and not used is free again.
        let direct = try await test.accept(test.order(customer))
        #expect(wakeUps.take().handed.map(\.task) == [direct])
        try await expectCleanAudit(test)
    }

    @Test func `slots and caps hold for what goes straight to a worker`() async throws {
        let test = try await TestStore()
        let one = try await test.customer(credit: .picture * 10)
        let two = try await test.customer(credit: .picture * 10)
        let wakeUps = test.store.wakeUps
        wakeUps.offer(limits(3, perProvider: ["busy": 0], perAccount: 1))
        let first = try await test.accept(test.order(one))
        // What is handed over and not taken yet has its slot, however often slots are offered.
        wakeUps.offer(limits(1, perAccount: 1))
        let second = try await test.accept(test.order(two))
        #expect(wakeUps.take().handed.map(\.task) == [first])
        #expect(try await test.store.claim(.all) == [second])
        wakeUps.offer(limits(5, perProvider: ["busy": 0], perAccount: 1))
        let full = try await test.accept(test.order(one))
        #expect(wakeUps.take().handed.map(\.task) == [])
        #expect(try await test.store.claim(.all) == [full])
        let three = try await test.customer(credit: .picture)
        let busy = try await test.accept(test.order(three, provider: "busy"))
        #expect(wakeUps.take().handed.map(\.task) == [])
        #expect(try await test.store.claim(.all) == [busy])
    }

    @Test func `a job that starts at once has its intent in the commit that takes the order`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let wakeUps = test.store.wakeUps
        wakeUps.plan { job in FirstCall(order: .planned(job)) {} }
        wakeUps.offer(limits(1))
        let task = try await test.accept(test.order(customer))
        let handed = wakeUps.take().handed
        #expect(handed.map(\.task) == [task])
        #expect(handed.first?.firstCall?.order.callID == "\(task)-1")
        let record = try await test.task(task)
        #expect(record.state == .generating)
        #expect(record.startedAt == record.createdAt)
        #expect(record.attempts.map(\.provider) == ["planned"])
        let job = try #require(await test.store.jobToRun(task))
        #expect(job.attempt == 1)
        #expect(job.deadlineAt == test.time.steady + job.allowed)
        #expect(job.lastAttempt?.callID == "\(task)-1")
        #expect(try await !test.store.begin(.planned(job, number: 1)), "It has begun.")
        #expect(try await test.store.cancel(task) == .notCancellable)
        _ = try await test.store.settle(test.failure(task, attempt: 1), attempt: 1)
        try await expectCleanAudit(test)
    }

    @Test func `what waits in the queue has no intent, whatever was planned`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 2)
        let wakeUps = test.store.wakeUps
        wakeUps.plan { job in FirstCall(order: .planned(job)) {} }
        wakeUps.offer(limits(5, perProvider: ["planned": 0]))
        let task = try await test.accept(test.order(customer))
        #expect(wakeUps.take().handed.isEmpty, "The provider that would be called is full.")
        #expect(try await test.task(task).state == .waiting)
        #expect(try await test.task(task).attempts.isEmpty)
        #expect(try await test.store.claim(.all) == [task])
        #expect(try await test.store.jobToRun(task)?.attempt == 0)
    }

    @Test func `a refused task gives its slot back`() async throws {
        let test = try await TestStore()
        let poor = try await test.customer()
        let rich = try await test.customer(credit: .picture)
        test.store.wakeUps.offer(limits(1))
        await #expect(throws: InsufficientCredit.self) {
            try await test.store.accept(test.order(poor))
        }
        let task = try await test.accept(test.order(rich))
        #expect(test.store.wakeUps.take().handed.map(\.task) == [task])
    }
}

extension AttemptOrder {
    /// A call that cannot be given up.
    fileprivate static func planned(_ job: JobToRun, number: Int = 1) -> AttemptOrder {
        AttemptOrder(
            taskID: job.taskID,
            number: number,
            provider: "planned",
            model: job.slug,
            parameters: [:],
            providerKey: nil,
            callID: "\(job.taskID)-\(number)",
            expectedCost: .zero,
            canCancel: false
        )
    }
}

extension [TaskID] {
    /// A claim takes the right jobs; in which order it names them is its own affair.
    fileprivate func sorted(like order: [TaskID]) -> [TaskID] {
        order.filter { contains($0) }
    }
}

extension TestStore {
    @discardableResult
    fileprivate func acceptAtOnce(_ orders: [AcceptOrder]) async throws -> [TaskID] {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in orders { group.addTask { _ = try await self.store.accept(order) } }
            try await group.waitForAll()
        }
        return orders.map(\.taskID)
    }

    fileprivate func setWeight(_ weight: Int, of customer: TestCustomer) throws {
        try tamper("UPDATE account SET weight = \(weight) WHERE id = \(customer.accountID)")
    }

    fileprivate func provider(of task: TaskID) async throws -> String {
        let provider = try await database.read { rows in
            try rows.first("SELECT provider FROM job WHERE task_id = \(task)") { try $0.text(0) }
        }
        return try #require(provider)
    }
}
