import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Losing power` {
    /// What the script was told, and after how many steps of the disk.
    private struct Promise: Sendable {
        let steps: Int64
        let state: HouseState
    }

    /// Runs a short working life and writes down each acknowledgement.
    private func work(on disk: LossyFiles) async throws -> [Promise] {
        let test = try await TestStore(folder: .fast(), vfs: disk.name)
        var promises = [Promise(steps: disk.steps, state: HouseState())]
        func promise() async throws {
            promises.append(Promise(steps: disk.steps, state: try await HouseState(of: test)))
        }
        let customer = try await test.customer(credit: .picture * 20)
        try await promise()
        for round in 0..<4 {
            let key = ReplayKey.idempotencyKey("\(round)", endpoint: "createTask")
            let task = try await test.accept(
                test.order(customer, replayKey: key, callbackURL: "https://a.example")
            )
            try await promise()
            switch round {
            case 0: try await test.succeed(task)
            case 1: try await test.fail(task)
            case 2: try await test.requeue(task)
            default: _ = try await test.begin(task)
            }
            try await promise()
            // The closing checkpoint writes the pages into the database itself.
            if round == 1 { try await test.restart() }
        }
        test.close()
        return promises
    }

    @Test func `what was acknowledged is there, after a cut at every step`() async throws {
        let disk = try LossyFiles()
        let promises = try await work(on: disk)
        let (last, first) = (disk.steps, try #require(promises.first).steps)
        #expect(last - first > 200)
        await withTaskGroup(of: Void.self) { group in
            for part in 0..<2 {
                group.addTask {
                    for steps in first...last where steps % 2 == Int64(part) {
                        let kept: LossyFiles.Kept = steps % 3 == 0 ? .none : .some
                        await expectWhole(disk, steps, kept, promises)
                    }
                }
            }
        }
        disk.unregister()
    }

    @Test(arguments: LossyFiles.Kept.allCases)
    func `a first start that is cut short begins again`(kept: LossyFiles.Kept) async throws {
        let disk = try LossyFiles()
        let test = try await TestStore(folder: .fast(), vfs: disk.name)
        let steps = disk.steps
        test.close()
        for cut in stride(from: 0, through: steps, by: 7) {
            let folder = try disk.image(after: cut, keeping: kept, seed: UInt64(cut))
            let next = try await TestStore(folder: folder)
            let customer = try await next.customer(credit: .picture)
            _ = try await next.accept(next.order(customer))
            try await expectCleanAudit(next, "cut after step \(cut)")
            next.close()
        }
        disk.unregister()
    }

    private func expectWhole(
        _ disk: LossyFiles,
        _ steps: Int64,
        _ kept: LossyFiles.Kept,
        _ promises: [Promise]
    ) async {
        do {
            let folder = try disk.image(after: steps, keeping: kept, seed: UInt64(steps))
            let test = try await TestStore(folder: folder)
            let found = try await HouseState(of: test)
            // The last promise that was made stands, or what was being written after it.
            let made = promises.last { $0.steps <= steps }
            #expect(
                found.isAtLeast(made?.state ?? HouseState()),
                "cut after step \(steps), keeping \(kept): \(found)"
            )
            try await expectCleanAudit(test, "cut after step \(steps), keeping \(kept)")
            test.close()
        } catch {
            Issue.record("cut after step \(steps), keeping \(kept): \(error)")
        }
    }
}

/// How far a working life has come. Each figure only grows.
struct HouseState: Hashable, Sendable {
    var credited: Int64 = 0
    var tasks: Int64 = 0
    var keys: Int64 = 0
    var attempts: Int64 = 0
    var ended: Int64 = 0
    var entries: Int64 = 0
    var deliveries: Int64 = 0

    init() {}

    init(of test: TestStore) async throws {
        self = try await test.database.read { rows in
            var state = HouseState()
            state.credited = try rows.count("SELECT SUM(credited) FROM account")
            state.tasks = try rows.count("SELECT COUNT(*) FROM task")
            state.keys = try rows.count("SELECT COUNT(*) FROM idempotency")
            state.attempts = try rows.count("SELECT SUM(number) FROM attempt")
            state.ended = try rows.count("SELECT COUNT(*) FROM task WHERE completed_at IS NOT NULL")
            state.entries = try rows.count("SELECT COUNT(*) FROM entry")
            state.deliveries = try rows.count("SELECT COUNT(*) FROM delivery")
            return state
        }
    }

    func isAtLeast(_ other: HouseState) -> Bool {
        let figures: [KeyPath<HouseState, Int64>] = [
            \.credited, \.tasks, \.keys, \.attempts, \.ended, \.entries, \.deliveries,
        ]
        return figures.allSatisfy { self[keyPath: $0] >= other[keyPath: $0] }
    }
}
