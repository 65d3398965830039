import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Committing in groups` {
    private struct Refusal: Error {}

    private func table() async throws -> TestStore {
        let test = try await TestStore()
        try await test.database.write { tx in
            try tx.run("CREATE TABLE note (id INTEGER PRIMARY KEY, writer BIGINT UNIQUE)")
        }
        return test
    }

    @Test func `two hundred writers are each answered after their commit`() async throws {
        let test = try await table()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<200 {
                group.addTask {
                    try await test.database.write { tx in
                        try tx.run("INSERT INTO note (writer) VALUES (\(writer))")
                    }
                    // Another connection sees it at once: it is committed.
                    let seen = try await test.database.read { rows in
                        try rows.count("SELECT COUNT(*) FROM note WHERE writer = \(writer)")
                    }
                    #expect(seen == 1)
                }
            }
            try await group.waitForAll()
        }
        let count = try await test.database.read { try $0.count("SELECT COUNT(*) FROM note") }
        #expect(count == 200)
    }

    @Test func `an error undoes its own part of a batch and nobody else's`() async throws {
        let test = try await table()
        let gate = Gate()
        async let blocker: Void = test.database.write { _ in gate.pass() }
        await gate.entered()
        // All of these wait behind the open gate, so they share one commit.
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for writer in 0..<100 {
                group.addTask {
                    do {
                        try await test.database.write { tx in
                            try tx.run("INSERT INTO note (writer) VALUES (\(writer / 2))")
                            try tx.run("INSERT INTO note (writer) VALUES (\(1_000 + writer))")
                            if writer >= 90 { throw Refusal() }
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            group.addTask {
                gate.open()
                return false
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try await blocker
        // Of each pair one broke the UNIQUE constraint; the last five pairs refused themselves.
        #expect(outcomes == 45)
        let counts = try await test.database.read { rows in
            [
                try rows.count("SELECT COUNT(*) FROM note WHERE writer < 1000"),
                try rows.count("SELECT COUNT(*) FROM note WHERE writer >= 1000"),
            ]
        }
        #expect(counts == [45, 45])
    }

    @Test func `writes of one caller take effect in their order`() async throws {
        let test = try await table()
        for writer in 0..<50 {
            try await test.database.write { tx in
                try tx.run("INSERT INTO note (writer) VALUES (\(writer))")
            }
        }
        let writers = try await test.database.read { rows in
            try rows.all("SELECT writer FROM note ORDER BY id") { try $0.int(0) }
        }
        #expect(writers == Array(0..<50))
    }

    @Test func `closing finishes what is queued, and then refuses`() async throws {
        let test = try await table()
        let gate = Gate()
        let done = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await test.database.write { _ in gate.pass() }
                return true
            }
            await gate.entered()
            for writer in 0..<20 {
                group.addTask {
                    do {
                        try await test.database.write { tx in
                            try tx.run("INSERT INTO note (writer) VALUES (\(writer))")
                        }
                        return true
                    } catch DatabaseError.closed {
                        return false
                    }
                }
            }
            gate.open()
            let first = try await group.next()
            #expect(first == true)
            test.close()
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        await #expect(throws: DatabaseError.closed) { try await test.database.write { _ in } }
        await #expect(throws: DatabaseError.closed) { try await test.database.read { _ in } }
        // Who was told "yes" is there, nobody else.
        try await test.restart()
        let count = try await test.database.read { try $0.count("SELECT COUNT(*) FROM note") }
        #expect(count == Int64(done))
    }

    @Test func `a read sees one moment, whatever is committed meanwhile`() async throws {
        let test = try await table()
        let gate = Gate()
        async let counts = test.database.scan { rows in
            let before = try rows.count("SELECT COUNT(*) FROM note")
            gate.pass()
            return [before, try rows.count("SELECT COUNT(*) FROM note")]
        }
        await gate.entered()
        try await test.database.write { try $0.run("INSERT INTO note (writer) VALUES (1)") }
        gate.open()
        #expect(try await counts == [0, 0])
        #expect(try await test.database.read { try $0.count("SELECT COUNT(*) FROM note") } == 1)
    }

    @Test func `a reader cannot write`() async throws {
        let test = try await table()
        await #expect(throws: DatabaseError.self) {
            try await test.database.read { rows in
                try rows.forEach("INSERT INTO note (writer) VALUES (1)") { _ in }
            }
        }
    }

    @Test func `every commit is synced, and foreign keys hold`() async throws {
        let test = try await table()
        let pragmas = try await test.database.write { tx in
            [
                try tx.rows.count("PRAGMA synchronous"), try tx.rows.count("PRAGMA foreign_keys"),
            ]
        }
        #expect(pragmas == [2, 1])
        await #expect(throws: DatabaseError.self) {
            try await test.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO credit_grant (account_id, source_ref, kind, priority, amount,
                        remaining, reason, created_at)
                    VALUES (999, 'x', 'paid', 0, 1, 1, '', 0)
                    """
                )
            }
        }
    }

    @Test func `statements beyond the cache still work, also inside one another`() async throws {
        let test = try await table()
        try await test.database.write { tx in
            for length in 1...400 {
                let list = Array(0..<length)
                let found = try tx.rows.all("SELECT 1 WHERE 1 IN \(list: list)") { row in
                    try tx.rows.count("SELECT \(length) WHERE 7 NOT IN \(list: Array(list + [9]))")
                }
                #expect(found.count == (length > 1 ? 1 : 0))
            }
        }
    }
}
