import Domain
package import Storage
import Synchronization

/// A real store on a real SQLite file in a folder of its own, with time that the test moves.
package final class TestStore: Sendable {
    package let folder: TestFolder
    package let time: TestClock
    private let vfs: String?
    private let stopProcess: @Sendable (String) -> Never

    private struct Opened {
        let database: SQLiteStore
        let store: Store
    }

    // Guards what `restart` replaces.
    private let opened: Mutex<Opened>

    package init(
        time: TestClock = TestClock(),
        folder: TestFolder? = nil,
        vfs: String? = nil,
        stopProcess: @escaping @Sendable (String) -> Never = SQLiteStore.exit70
    ) async throws {
        let folder = try folder ?? TestFolder()
        self.folder = folder
        self.time = time
        self.vfs = vfs
        self.stopProcess = stopProcess
        opened = Mutex(try await Self.open(folder, time, vfs, stopProcess))
    }

    package var store: Store { opened.withLock { $0.store } }
    package var database: SQLiteStore { opened.withLock { $0.database } }
    package var databasePath: String { folder.path("aigenerate.db") }

    /// Closes the store and opens it again, as the next start of the process does.
    package func restart() async throws {
        close()
        let next = try await Self.open(folder, time, vfs, stopProcess)
        opened.withLock { $0 = next }
    }

    package func close() {
        database.close()
    }

    private static func open(
        _ folder: TestFolder,
        _ time: TestClock,
        _ vfs: String?,
        _ stopProcess: @escaping @Sendable (String) -> Never
    ) async throws -> Opened {
        let database = try SQLiteStore(
            path: folder.path("aigenerate.db"),
            vfs: vfs,
            stopProcess: stopProcess
        )
        let store = try await Store.open(
            database: database,
            clock: time.clock,
            signer: ReceiptSigner(ReceiptKey())
        )
        return Opened(database: database, store: store)
    }
}
