import Domain
import Foundation
@testable import Storage
import TestKit
import Testing

/// The log has its length from the start, and what is in it is all that counts.
@Suite struct RoomInTheLog {
    private func size(_ test: TestStore) throws -> Int {
        let path = test.databasePath + "-wal"
        return try #require(
            try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        )
    }

    @Test func `commits do not make it longer`() async throws {
        let test = try await TestStore()
        let before = try size(test)
        #expect(before == LogRoom.bytes)
        let customer = try await test.customer(credit: .picture * 100)
        for _ in 0..<50 { _ = try await test.accept(test.order(customer)) }
        #expect(try size(test) == before)
        try await expectCleanAudit(test)
    }

    @Test func `a start after a kill finds every commit, and the room again`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 10)
        for _ in 0..<5 { _ = try await test.accept(test.order(customer)) }
        // What a killed process leaves: the file and its log, unclosed.
        let folder = try TestFolder()
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: test.databasePath + ending,
                toPath: folder.path("aigenerate.db") + ending
            )
        }
        let next = try await TestStore(time: test.time, folder: folder)
        #expect(try await next.balance(of: customer).held == .picture * 5)
        #expect(try size(next) >= LogRoom.bytes)
        try await expectCleanAudit(next)
        // And once more, after an orderly end, which removes the log.
        try await next.restart()
        #expect(try size(next) == LogRoom.bytes)
        #expect(try await next.balance(of: customer).held == .picture * 5)
    }
}
