import Foundation

/// Says, where it is called, how to run something there later: on the same event loop, or nowhere in
/// particular.
package typealias WayBack = @Sendable () -> (@Sendable (@escaping @Sendable () -> Void) -> Void)

/// The one thread that writes. Requests queue as closures; each runs in a SAVEPOINT, one COMMIT (one
/// fsync) serves the whole batch, and nobody is answered before it.
///
/// `@unchecked Sendable`: `queue` and `isStopping` are protected by `condition`; the connection is
/// touched by the writer's thread only.
final class GroupCommitWriter: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let wayBack: WayBack
    private let stopProcess: @Sendable (String) -> Never
    private let condition = NSCondition()
    private var queue: [any PendingWrite] = []
    private var isStopping = false
    private var hasStopped = false

    /// `wayBack` lets a caller go on where it asked, so that a request does not wander from thread to
    /// thread. `stopProcess` is called when a COMMIT failed in a way that leaves its outcome unknown. Nobody
    /// may be answered then; the next start finds what happened.
    init(
        connection: SQLiteConnection,
        wayBack: @escaping WayBack = { { $0() } },
        stopProcess: @escaping @Sendable (String) -> Never
    ) {
        self.connection = connection
        self.wayBack = wayBack
        self.stopProcess = stopProcess
        let thread = Thread { [self] in loop() }
        thread.name = "sqlite-writer"
        thread.start()
    }

    func write<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Tx) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let request = WriteRequest(
                work: work,
                continuation: continuation,
                goBack: wayBack()
            )
            condition.lock()
            if isStopping {
                condition.unlock()
                continuation.resume(throwing: DatabaseError.closed)
                return
            }
            queue.append(request)
            condition.unlock()
            // Not under the lock: the writer would wake only to wait for it.
            condition.signal()
        }
    }

    /// Finishes what is queued and closes the connection.
    func stop() {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while !hasStopped { condition.wait() }
        condition.unlock()
    }

    private func loop() {
        while let batch = nextBatch() {
            commit(batch)
        }
        connection.close()
        condition.lock()
        hasStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func nextBatch() -> [any PendingWrite]? {
        condition.lock()
        defer { condition.unlock() }
        while queue.isEmpty {
            if isStopping { return nil }
            condition.wait()
        }
        let batch = queue
        queue.removeAll(keepingCapacity: true)
        return batch
    }

    private func commit(_ batch: [any PendingWrite]) {
        do {
            try connection.run("BEGIN IMMEDIATE") { _ in }
        } catch {
            return batch.forEach { $0.fail(error) }
        }
        // Alone, a request needs nothing around it: what it leaves behind when it fails is all there is.
        if batch.count == 1, let request = batch.first { return commit(alone: request) }
        for (position, request) in batch.enumerated() {
            do {
                try runInSavepoint(request)
            } catch {
                // SQLite gave the whole transaction up (disk full, I/O error): nobody's part of it
                // stands, and nothing was committed.
                rollBack()
                for other in batch[...position] { other.fail(error) }
                for other in batch[(position + 1)...] { other.fail(error) }
                return
            }
        }
        finish(batch)
    }

    private func commit(alone request: any PendingWrite) {
        do {
            try request.run(on: connection)
        } catch {
            rollBack()
            return request.fail(error)
        }
        finish([request])
    }

    private func finish(_ batch: [any PendingWrite]) {
        do {
            try connection.run("COMMIT") { _ in }
        } catch DatabaseError.full(let message) {
            // A write to the log was refused before its commit frame was whole, so the outcome is
            // known: nothing stands. SQLite has usually rolled back by itself.
            rollBack()
            return batch.forEach { $0.fail(DatabaseError.full(message)) }
        } catch {
            stopProcess("COMMIT failed, its outcome is unknown: \(error)")
        }
        batch.forEach { $0.succeed() }
    }

    /// Throws only when the transaction as a whole is lost.
    private func runInSavepoint(_ request: any PendingWrite) throws {
        try connection.run("SAVEPOINT request") { _ in }
        do {
            try request.run(on: connection)
            try connection.run("RELEASE request") { _ in }
        } catch {
            if connection.isInAutocommit { throw error }
            if let error = error as? DatabaseError, error.isDisk { throw error }
            try connection.run("ROLLBACK TO request") { _ in }
            try connection.run("RELEASE request") { _ in }
            request.refuse(error)
        }
    }

    private func rollBack() {
        guard !connection.isInAutocommit else { return }
        do {
            try connection.run("ROLLBACK") { _ in }
        } catch {
            stopProcess("ROLLBACK failed: \(error)")
        }
    }
}

/// One queued transaction, whatever it returns.
private protocol PendingWrite: AnyObject {
    func run(on connection: SQLiteConnection) throws
    /// Its own error: it alone is undone, and told so after the batch's COMMIT.
    func refuse(_ error: any Error)
    func succeed()
    func fail(_ error: any Error)
}

private final class WriteRequest<T: Sendable>: PendingWrite {
    private let work: @Sendable (borrowing Tx) throws -> T
    private let continuation: CheckedContinuation<T, any Error>
    private let goBack: @Sendable (@escaping @Sendable () -> Void) -> Void
    private var result: Result<T, any Error>?

    init(
        work: @escaping @Sendable (borrowing Tx) throws -> T,
        continuation: CheckedContinuation<T, any Error>,
        goBack: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) {
        self.work = work
        self.continuation = continuation
        self.goBack = goBack
    }

    func run(on connection: SQLiteConnection) throws {
        result = .success(try work(Tx(engine: .sqlite(connection))))
    }

    func refuse(_ error: any Error) {
        result = .failure(error)
    }

    func succeed() {
        let result = result ?? .failure(DatabaseError.closed)
        goBack { [continuation] in continuation.resume(with: result) }
    }

    func fail(_ error: any Error) {
        goBack { [continuation] in continuation.resume(throwing: error) }
    }
}
