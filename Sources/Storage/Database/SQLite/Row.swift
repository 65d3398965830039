/// The row a cursor stands on. Valid only inside the closure that was given it.
package struct Row {
    let cursor: SQLiteCursor

    package func int(_ column: Int32) throws -> Int64 {
        guard let value = try optionalInt(column) else { throw malformed(column, "NULL") }
        return value
    }

    package func optionalInt(_ column: Int32) throws -> Int64? { try cursor.int(column) }

    package func text(_ column: Int32) throws -> String {
        guard let value = try optionalText(column) else { throw malformed(column, "NULL") }
        return value
    }

    package func optionalText(_ column: Int32) throws -> String? { try cursor.text(column) }

    package func blob(_ column: Int32) throws -> [UInt8] { try cursor.blob(column) ?? [] }

    package func bool(_ column: Int32) throws -> Bool { try int(column) != 0 }

    package func malformed(_ column: Int32, _ what: String) -> DatabaseError {
        .malformed("column \(cursor.name(column)): \(what)")
    }
}
