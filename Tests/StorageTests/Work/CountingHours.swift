import Domain
import Storage
import TestKit
import Testing

@Suite struct CountingHours {
    @Test func `ended tasks count for their model in their hour, cancelled ones do not`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        try await test.succeed(try await test.accept(test.order(customer)))
        test.time.advance(by: .seconds(3_600))
        let failed = try await test.accept(test.order(customer))
        test.time.advance(by: .seconds(4))
        try await test.fail(failed)
        let given = try await test.accept(test.order(customer))
        _ = try await test.store.cancel(given)
        let figures = try await test.store.hourFigures()
        #expect(figures.map(\.outcome).sorted { $0.rawValue < $1.rawValue } == [.fault, .success])
        #expect(figures.allSatisfy { $0.tasks == 1 })
        let fault = figures.first { $0.outcome == .fault }
        #expect(fault?.bucket == LatencyBucket(milliseconds: 4_000))
        #expect(Set(figures.map(\.hour)).count == 2)
        test.time.advance(by: .seconds(33 * 86_400))
        #expect(try await test.store.hourFigures() == [])
        let policy = RetentionPolicy(records: .seconds(86_400), deliveryLog: .seconds(86_400))
        while try await test.store.sweep(policy, limit: 10) > 0 {}
        let left = try await test.database.read { try $0.count("SELECT COUNT(*) FROM task_hour") }
        #expect(left == 0)
        try await expectCleanAudit(test)
    }

    @Test func `what a test key orders counts for no model`() async throws {
        let test = try await TestStore()
        let tester = try await test.customer(isTest: true)
        let task = try await test.accept(test.order(tester, hold: .zero))
        try await test.fail(task)
        let free = try await test.customer()
        try await test.fail(try await test.accept(test.order(free, hold: .zero)))
        #expect(try await test.store.hourFigures().map(\.tasks) == [1])
        try await expectCleanAudit(test)
    }
}
