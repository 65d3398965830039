import CSQLite
import Domain

/// One connection to SQLite through its C API, with a cache of prepared statements.
///
/// `@unchecked Sendable`: a connection is used by one thread at a time; `GroupCommitWriter` owns its
/// own, `ReaderPool` lends each to one caller.
final class SQLiteConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var prepared: [String: OpaquePointer] = [:]

    enum Access {
        case writer, reader
    }

    /// `vfs` is a file system by its name in SQLite's registry; nil: the system's.
    init(path: String, access: Access, vfs: String? = nil) throws {
        let flags =
            switch access {
            case .writer: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .reader: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, vfs)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw DatabaseError.unusable("cannot open \(path): \(message)")
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit {
        close()
    }

    private var isClosed = false

    func close() {
        guard !isClosed else { return }
        isClosed = true
        for statement in prepared.values { sqlite3_finalize(statement) }
        prepared = [:]
        sqlite3_close_v2(handle)
    }

    /// False inside a transaction. After an error it tells whether SQLite rolled all of it back.
    var isInAutocommit: Bool { sqlite3_get_autocommit(handle) != 0 }

    func run(_ statement: Statement, _ visit: (Row) throws -> Void) throws {
        let prepared = try prepare(statement.text)
        defer {
            sqlite3_reset(prepared)
            sqlite3_clear_bindings(prepared)
        }
        try bind(statement.values, to: prepared)
        let row = Row(cursor: SQLiteCursor(statement: prepared))
        while true {
            switch sqlite3_step(prepared) {
            case SQLITE_ROW: try visit(row)
            case SQLITE_DONE: return
            case let code: throw error(code)
            }
        }
    }

    func change(_ statement: Statement) throws -> Int {
        try run(statement) { _ in }
        return Int(sqlite3_changes64(handle))
    }

    /// Several statements without values: DDL and pragmas.
    func execute(script: String) throws {
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    private func prepare(_ text: String) throws -> OpaquePointer {
        if let statement = prepared[text] { return statement }
        if prepared.count >= Self.mostPrepared { forgetIdleStatements() }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle,
            text,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &statement,
            nil
        )
        guard code == SQLITE_OK, let statement else { throw error(code) }
        prepared[text] = statement
        return statement
    }

    /// A list in a statement makes a text of its own for each length, so the cache has a limit.
    private static let mostPrepared = 256

    private func forgetIdleStatements() {
        for (text, statement) in prepared where sqlite3_stmt_busy(statement) == 0 {
            sqlite3_finalize(statement)
            prepared[text] = nil
        }
    }

    private func bind(_ values: [SQLValue], to statement: OpaquePointer) throws {
        for (offset, value) in values.enumerated() {
            let position = Int32(offset + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(statement, position)
                case .integer(let number): sqlite3_bind_int64(statement, position, number)
                case .text(let text): bind(text, to: statement, at: position)
                case .blob(let bytes):
                    bytes.withUnsafeBytes {
                        // A NULL pointer would bind NULL instead of an empty blob.
                        $0.isEmpty
                            ? sqlite3_bind_zeroblob(statement, position, 0)
                            : sqlite3_bind_blob64(
                                statement,
                                position,
                                $0.baseAddress,
                                UInt64($0.count),
                                transient
                            )
                    }
                }
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    private func bind(_ text: String, to statement: OpaquePointer, at position: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text64(
                    statement,
                    position,
                    $0.baseAddress ?? emptyText,
                    UInt64($0.count),
                    transient,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
    }

    func error(_ code: Int32) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(handle))
        switch code & 0xFF {
        case SQLITE_FULL: return .full(message)
        case SQLITE_IOERR, SQLITE_NOMEM: return .inputOutput(message)
        case SQLITE_CONSTRAINT: return .constraint(message)
        default: return .failed(code: code, message: message)
        }
    }
}

/// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    text.pointee = 0
    return UnsafePointer(text)
}()

/// The columns of the row that a statement stands on.
struct SQLiteCursor {
    let statement: OpaquePointer

    func int(_ column: Int32) throws -> Int64? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return sqlite3_column_int64(statement, column)
        case SQLITE_NULL: return nil
        default: throw DatabaseError.malformed("column \(name(column)) is not a whole number")
        }
    }

    func text(_ column: Int32) throws -> String? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_TEXT:
            guard let bytes = sqlite3_column_text(statement, column) else { return "" }
            let count = Int(sqlite3_column_bytes(statement, column))
            // Rows of before may hold texts that no request may bring any more.
            return UntrustedText.cut(UnsafeRawBufferPointer(start: bytes, count: count))
        case SQLITE_NULL: return nil
        default: throw DatabaseError.malformed("column \(name(column)) is not text")
        }
    }

    func blob(_ column: Int32) throws -> [UInt8]? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(statement, column))
            guard count > 0, let bytes = sqlite3_column_blob(statement, column) else { return [] }
            return Array(UnsafeRawBufferPointer(start: bytes, count: count))
        case SQLITE_NULL: return nil
        default: throw DatabaseError.malformed("column \(name(column)) is not a blob")
        }
    }

    func name(_ column: Int32) -> String {
        sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "\(column)"
    }
}
