/// Queries on one snapshot.
package struct Rows: ~Copyable {
    let engine: Engine

    /// All rows of a statement, each mapped while the cursor stands on it.
    package borrowing func all<T>(
        _ statement: Statement,
        _ map: (Row) throws -> T
    ) throws -> [T] {
        var items: [T] = []
        try engine.run(statement) { items.append(try map($0)) }
        return items
    }

    package borrowing func first<T>(
        _ statement: Statement,
        _ map: (Row) throws -> T
    ) throws -> T? {
        var item: T?
        try engine.run(statement) { row in
            if item == nil { item = try map(row) }
        }
        return item
    }

    /// Goes over rows without keeping them.
    package borrowing func forEach(_ statement: Statement, _ visit: (Row) throws -> Void) throws {
        try engine.run(statement, visit)
    }

    /// A single whole number, 0 when there is no row or it is NULL.
    package borrowing func count(_ statement: Statement) throws -> Int64 {
        try first(statement) { try $0.optionalInt(0) ?? 0 } ?? 0
    }
}

/// Queries and changes in one transaction.
package struct Tx: ~Copyable {
    let engine: Engine

    package var rows: Rows { Rows(engine: engine) }

    /// Runs a change and returns the number of rows it touched.
    @discardableResult
    package borrowing func run(_ statement: Statement) throws -> Int {
        try engine.change(statement)
    }

    /// Runs a change with a RETURNING clause.
    package borrowing func returning<T>(
        _ statement: Statement,
        _ map: (Row) throws -> T
    ) throws -> [T] {
        // Not `rows.all`: the optimiser of Swift 6.3.1 crashes on it here.
        var items: [T] = []
        try engine.run(statement) { items.append(try map($0)) }
        return items
    }
}

/// The engine under a transaction.
enum Engine {
    case sqlite(SQLiteConnection)

    func run(_ statement: Statement, _ visit: (Row) throws -> Void) throws {
        switch self {
        case .sqlite(let connection): try connection.run(statement, visit)
        }
    }

    func change(_ statement: Statement) throws -> Int {
        switch self {
        case .sqlite(let connection): try connection.change(statement)
        }
    }
}
