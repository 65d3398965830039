/// Why a call gave no result, in terms of what the caller can do about it.
///
/// A task that failed is none of these: its record says so (`TaskRecord.state`).
public enum AIGenerateError: Error, Sendable {
    /// The server answered, and said no. Nothing was charged.
    case server(ServerError)
    /// The server was not reached, or its answer did not arrive, after all tries. Whether a create
    /// was accepted is then unknown: repeat it with the same idempotency key or task id.
    case transport(TransportFault)
    /// The wait ended before the task did. The task goes on; ask for it again with its id.
    case timedOut(taskID: String, lastSeen: TaskRecord?)
    /// A signature, a time stamp or a hash is not what it must be. Trust nothing of it.
    case verification(VerificationFault)
    /// The answer is not what this client understands: probably another server, or a newer one.
    case unexpectedAnswer(UnexpectedAnswer)
    /// The input cannot be sent at all.
    case invalidInput(String)
    /// The server's address is not an http or https URL with a host.
    case invalidServer(String)
    /// A file could not be written.
    case file(path: String, reason: String)
    /// The calling task was cancelled.
    case cancelled
}

extension AIGenerateError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .server(let error): error.description
        case .transport(let fault): fault.description
        case .timedOut(let taskID, let lastSeen):
            "The wait is over; task \(taskID) goes on"
                + (lastSeen.map { " (last seen \($0.state.rawValue))." } ?? ".")
        case .verification(let fault): fault.description
        case .unexpectedAnswer(let answer): answer.description
        case .invalidInput(let reason): reason
        case .invalidServer(let text):
            "\"\(text)\" is not the address of a server: write it like https://images.example.com."
        case .file(let path, let reason): "\(path) could not be written: \(reason)"
        case .cancelled: "Cancelled."
        }
    }
}
