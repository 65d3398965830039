/// The seam to the database. Closures are synchronous, so no provider call can ever hold a lock; a
/// closure may run more than once (a batch or a deadlock is tried again), so it has no side effects
/// but its SQL, and ids are made outside.
package protocol TransactionalStore: Sendable {
    /// Runs queries on one consistent snapshot.
    func read<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Rows) throws -> T
    ) async throws -> T

    /// Runs a transaction. Returns after the COMMIT is durable; a thrown error undoes all of it.
    @discardableResult
    func write<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Tx) throws -> T
    ) async throws -> T

    /// Runs a long read (audit, export) away from everybody else's threads.
    func scan<T: Sendable>(
        _ work: @escaping @Sendable (borrowing Rows) throws -> T
    ) async throws -> T
}
