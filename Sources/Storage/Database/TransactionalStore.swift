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

/// Why the database could not do what was asked. Nothing was changed.
package enum DatabaseError: Error, Hashable, Sendable {
    /// The disk is full. Try again later: 503.
    case full(String)
    /// An I/O error. Before COMMIT it means the same as `full`; at COMMIT the outcome is unknown.
    case inputOutput(String)
    /// A constraint refused the write: a bug, or an invariant at work.
    case constraint(String)
    case failed(code: Int32, message: String)
    /// The data folder or the database cannot be opened as it must be.
    case unusable(String)
    /// A value in a row is not what the code expects.
    case malformed(String)
    case closed
}

extension DatabaseError {
    /// The disk would not take it: nothing of the transaction stands.
    package var isDisk: Bool {
        switch self {
        case .full, .inputOutput: true
        default: false
        }
    }
}
