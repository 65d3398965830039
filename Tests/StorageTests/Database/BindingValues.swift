import Domain
import Foundation
@testable import Storage
import TestKit
import Testing

@Suite struct `Binding values` {
    @Test func `each type comes back as it was bound`() async throws {
        let test = try await TestStore()
        let bytes: [UInt8] = [0, 1, 255]
        let id = TaskID(milliseconds: 1, high: 2, low: 3)
        let text = "a'b\"; DROP TABLE account; -- \0 ü 漢字 🙂"
        let isSame = try await test.database.read { rows in
            let statement: Statement = """
                SELECT \(Int64.min), \(Int64.max), \(7), \(true), \(false), \(text), \(""),
                    \(bytes), \([UInt8]()), \(MicroUSD(-5)), \(Timestamp(milliseconds: 9)), \(id)
                """
            return try rows.first(statement) { row in
                [
                    try row.int(0) == .min, try row.int(1) == .max, try row.int(2) == 7,
                    try row.bool(3), try !row.bool(4), try row.text(5) == text,
                    try row.text(6).isEmpty, try row.blob(7) == bytes, try row.blob(8) == [],
                    try row.money(9) == MicroUSD(-5),
                    try row.time(10) == Timestamp(milliseconds: 9), try row.taskID(11) == id,
                ]
            }
        }
        #expect(isSame == Array(repeating: true, count: 12))
    }

    @Test func `nothing is NULL, and an empty text or blob is not`() async throws {
        let test = try await TestStore()
        let kinds = try await test.database.read { rows in
            let none: String? = nil
            let empty: String? = ""
            return try rows.first(
                "SELECT typeof(\(none)), typeof(\(empty)), typeof(\([UInt8]())), \(none)"
            ) { row in
                #expect(try row.optionalText(3) == nil)
                #expect(try row.optionalInt(3) == nil)
                #expect(try row.blob(3) == [])
                #expect(throws: DatabaseError.malformed("column ?: NULL")) { try row.text(3) }
                return [try row.text(0), try row.text(1), try row.text(2)]
            }
        }
        #expect(kinds == ["null", "text", "blob"])
    }

    @Test func `a column of another type is an error, not a guess`() async throws {
        let test = try await TestStore()
        try await test.database.read { rows in
            _ = try rows.first("SELECT 'x' AS a, 1 AS b, x'00' AS c, 0.5 AS d") { row in
                #expect(throws: DatabaseError.self) { try row.int(0) }
                #expect(throws: DatabaseError.self) { try row.text(1) }
                #expect(throws: DatabaseError.self) { try row.text(2) }
                #expect(throws: DatabaseError.self) { try row.blob(0) }
                #expect(throws: DatabaseError.self) { try row.int(3) }
                #expect(throws: DatabaseError.self) { try row.taskID(0) }
                #expect(throws: DatabaseError.self) { try row.json(0) }
                #expect(throws: DatabaseError.self) { try row.word(0, as: TaskState.self) }
            }
        }
    }

    @Test func `lists and parts keep their values in order`() async throws {
        let test = try await TestStore()
        let part: Statement = "x > \(1) AND x NOT IN \(list: [3, 4])"
        let found = try await test.database.read { rows in
            try rows.all(
                """
                WITH t(x) AS (VALUES (\(1)), (2), (3), (\(5)))
                SELECT x FROM t WHERE \(part: part) AND x <> \(2) AND x NOT IN \(list: [Int]())
                """
            ) { try $0.int(0) }
        }
        #expect(found == [5])
    }
}
