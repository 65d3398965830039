import CSQLite
import Domain
import Foundation
@testable import Storage
import Synchronization
import TestKit
import Testing

@Suite struct `Failing disks` {
    @Test func `a disk that is full at COMMIT is told to the caller, changes nothing, and clears`()
        async throws
    {
        let disk = try LossyFiles()
        let test = try await TestStore(folder: .fast(), vfs: disk.name)
        let customer = try await test.customer(credit: .picture * 100)
        var refused = 0
        // Each write of the commit in turn, until one has more writes than the commit.
        for nth in 1...200 {
            let before = disk.refusals
            disk.refuse(.write, on: "-wal", nth: nth, code: SQLITE_FULL)
            do {
                _ = try await test.accept(test.order(customer))
                #expect(disk.refusals == before)
                break
            } catch let error as DatabaseError {
                #expect(error.isDisk)
                guard case .full = error else {
                    Issue.record("\(error)")
                    break
                }
                refused += 1
            }
            disk.refuseNothing()
            #expect(try await test.balance(of: customer).held == .zero)
            #expect(try await test.store.audit().tasks == 0)
        }
        disk.refuseNothing()
        #expect(refused > 10)
        // It works again, and a restart finds the same.
        _ = try await test.accept(test.order(customer))
        let held = try await test.balance(of: customer).held
        #expect(held == .picture * 2)
        try await test.restart()
        #expect(try await test.balance(of: customer).held == held)
        try await expectCleanAudit(test)
        test.close()
        disk.unregister()
    }

    @Test func `a disk that is full before COMMIT undoes the whole batch`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 100)
        try await test.database.write { tx in
            // The database may not grow: a full disk as a statement meets it.
            let pages = try tx.rows.count("PRAGMA page_count")
            _ = try tx.rows.count(Statement(stringLiteral: "PRAGMA max_page_count = \(pages)"))
        }
        let orders = (0..<100).map { _ in test.order(customer) }
        let outcomes = await withTaskGroup(of: DatabaseError?.self) { group in
            for order in orders {
                group.addTask {
                    do {
                        _ = try await test.store.accept(order)
                        return nil
                    } catch {
                        return error as? DatabaseError ?? .closed
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let accepted = outcomes.count { $0 == nil }
        #expect(accepted < 100)
        #expect(outcomes.count { $0?.isDisk ?? true } == 100)
        #expect(try await test.balance(of: customer).held == .picture * accepted)
        try await expectCleanAudit(test)
        try await test.database.write { tx in
            _ = try tx.rows.count("PRAGMA max_page_count = 1073741823")
        }
        _ = try await test.accept(test.order(customer))
        try await expectCleanAudit(test)
    }

    @Test(arguments: [
        (LossyFiles.Call.sync, SQLITE_IOERR | 4 << 8), (.write, SQLITE_IOERR | 3 << 8),
    ])
    func `an error at COMMIT stops the process, and nobody is answered`(
        call: LossyFiles.Call,
        code: Int32
    ) async throws {
        let disk = try LossyFiles()
        let stop = StoppedProcess()
        let test = try await TestStore(
            folder: .fast(),
            vfs: disk.name,
            stopProcess: { stop.stop($0) }
        )
        let customer = try await test.customer(credit: .picture * 100)
        let answers = Answers()
        disk.refuse(call, on: "-wal", nth: 1, code: code)
        for _ in 0..<5 {
            let order = test.order(customer)
            // Unstructured: the process has stopped for them, so they never return.
            Task {
                _ = try? await test.store.accept(order)
                answers.add()
            }
        }
        #expect(await stop.reason().contains("COMMIT failed, its outcome is unknown"))
        #expect(answers.count == 0)
        // The next start finds a whole database: all of the batch, or nothing of it.
        let image = try disk.image(after: disk.steps, keeping: .all, seed: 1)
        let next = try await TestStore(folder: image)
        let held = try await next.balance(of: customer).held
        #expect(held == .picture * Int(try await next.store.audit().tasks))
        try await expectCleanAudit(next)
        // The tasks that wait for ever keep the store, and the store its folder.
        try FileManager.default.removeItem(atPath: test.folder.path)
    }
}

/// Stands where the process would have ended: it keeps the writer's thread for ever, as `Never`
/// asks.
private final class StoppedProcess: Sendable {
    private let reasons: AsyncStream<String>
    private let stopped: AsyncStream<String>.Continuation

    init() {
        (reasons, stopped) = AsyncStream.makeStream()
    }

    func stop(_ reason: String) -> Never {
        stopped.yield(reason)
        while true { pause() }
    }

    func reason() async -> String {
        for await reason in reasons { return reason }
        return "not stopped"
    }
}

/// Counts answers from tasks that nobody waits for.
private final class Answers: Sendable {
    private let given = Mutex(0)

    var count: Int { given.withLock { $0 } }

    func add() { given.withLock { $0 += 1 } }
}
