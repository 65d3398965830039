import Foundation

/// SQLite as a `TransactionalStore`: one process owns the file, one connection writes and
/// checkpoints, readers only read (SQLite before 3.51.3 can corrupt a WAL when two connections
/// write or checkpoint at the same instant).
package final class SQLiteStore: TransactionalStore {
    private let writer: GroupCommitWriter
    private let readers: ReaderPool

    /// Opens or creates the database and brings its schema up to date.
    ///
    /// Throws `DatabaseError.unusable` when it is of a newer version or cannot be synced as it must.
    /// `vfs` is nil for the system's file system; tests put a lossy one in its place by SQLite's own
    /// registry. For `stopProcess` and `wayBack` see `GroupCommitWriter`.
    package init(
        path: String,
        vfs: String? = nil,
        wayBack: @escaping WayBack = { { $0() } },
        stopProcess: @escaping @Sendable (String) -> Never = SQLiteStore.exit70
    ) throws {
        let connection = try SQLiteConnection(path: path, access: .writer, vfs: vfs)
        try Self.configure(connection)
        try Migrator(connection: connection).run()
        if vfs == nil { LogRoom.make(database: path) }
        writer = GroupCommitWriter(
            connection: connection,
            wayBack: wayBack,
            stopProcess: stopProcess
        )
        readers = ReaderPool(path: path, vfs: vfs)
    }

    /// Pages in the log at which they are moved into the database.
    static let checkpointPages = 4_000

    private static func configure(_ connection: SQLiteConnection) throws {
        try connection.execute(
            script: """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA wal_autocheckpoint = \(checkpointPages);
                PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -16000;
                PRAGMA temp_store = MEMORY
                """
        )
        let rows = Rows(engine: .sqlite(connection))
        let mode = try rows.first("PRAGMA journal_mode") { try $0.text(0) }
        let synchronous = try rows.count("PRAGMA synchronous")
        guard mode == "wal", synchronous == 2 else {
            throw DatabaseError.unusable(
                "the database must run with journal_mode=wal and synchronous=2 (FULL), "
                    + "not \(mode ?? "?") and \(synchronous): is the folder on a network file system?"
            )
        }
    }

    package func read<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Rows) throws -> T
    ) async throws -> T {
        try readers.read(work)
    }

    @discardableResult
    package func write<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Tx) throws -> T
    ) async throws -> T {
        try await writer.write(work)
    }

    package func scan<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Rows) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread { [readers] in
                continuation.resume(with: Result { try readers.read(work) })
            }.start()
        }
    }

    /// Finishes queued writes, then closes. The writer closes last, as the closing checkpoint is its.
    package func close() {
        readers.close()
        writer.stop()
    }

    /// 70 (EX_SOFTWARE): the outcome of a COMMIT is unknown; the next start finds what happened.
    package static let exit70: @Sendable (String) -> Never = { message in
        FileHandle.standardError.write(Data("aigenerate: \(message). Stopping.\n".utf8))
        exit(70)
    }
}
