import Foundation

/// Read-only connections. They never write and never checkpoint. A read runs on its caller's thread:
/// it is short and synchronous, so there are never more readers at work than threads.
///
/// `@unchecked Sendable`: `idle` is protected by `lock`; a connection is lent to one caller.
final class ReaderPool: @unchecked Sendable {
    private let path: String
    private let vfs: String?
    private let lock = NSCondition()
    private var idle: [SQLiteConnection] = []
    /// Lent and idle ones.
    private var count = 0
    private var isClosed = false

    init(path: String, vfs: String? = nil) {
        self.path = path
        self.vfs = vfs
    }

    func read<T>(_ work: (borrowing Rows) throws -> T) throws -> T {
        let connection = try borrow()
        defer { giveBack(connection) }
        try connection.run("BEGIN") { _ in }
        defer { try? connection.run("COMMIT") { _ in } }
        return try work(Rows(engine: .sqlite(connection)))
    }

    private func borrow() throws -> SQLiteConnection {
        let available = try lock.withLock { () throws -> SQLiteConnection? in
            guard !isClosed else { throw DatabaseError.closed }
            return idle.popLast()
        }
        if let available { return available }
        do {
            let connection = try open()
            lock.withLock { count += 1 }
            return connection
        } catch {
            return try wait(insteadOf: error)
        }
    }

    private func open() throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, access: .reader, vfs: vfs)
        try connection.execute(
            script: "PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;"
                // Opens the log too: later it might find no descriptor.
                + "SELECT 1 FROM sqlite_schema LIMIT 1"
        )
        return connection
    }

    /// With no descriptor left for another one, those that are there serve in turn: reads are short.
    private func wait(insteadOf error: any Error) throws -> SQLiteConnection {
        try lock.withLock {
            while true {
                guard !isClosed else { throw DatabaseError.closed }
                if let connection = idle.popLast() { return connection }
                guard count > 0 else { throw error }
                lock.wait()
            }
        }
    }

    private func giveBack(_ connection: SQLiteConnection) {
        lock.withLock {
            if isClosed { connection.close() } else { idle.append(connection) }
            lock.signal()
        }
    }

    func close() {
        lock.withLock {
            isClosed = true
            idle.forEach { $0.close() }
            idle = []
            lock.broadcast()
        }
    }
}
