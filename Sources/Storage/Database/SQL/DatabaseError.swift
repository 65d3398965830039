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
