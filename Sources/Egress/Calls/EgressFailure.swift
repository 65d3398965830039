/// Why a call gave nothing. `detail` is for the operator.
package enum EgressFailure: Error, Hashable, Sendable {
    /// The policy forbids the URL, its host at this moment, or where it redirects to. For an
    /// address, nothing was connected.
    case refused(EgressRefusal)
    case dns(Resolver.Failure)
    /// No TCP connection: nothing was sent.
    case connect(detail: String)
    /// A connection, but no secure one: nothing was sent.
    case tls(detail: String)
    case timeout(Stage)
    /// The server answered a fetch with another status than 200.
    case status(Int)
    /// The server compressed a file, which we do not unpack.
    case compressed(coding: String)
    /// More than `limit` bytes, or announced as more.
    case tooLarge(limit: Int)
    /// The connection ended before the answer did, or what came is not HTTP.
    case interrupted(detail: String)
    /// Our own fault: the file on our side could not be written, or there was no descriptor for a
    /// connection.
    case disk(detail: String)
    /// Our own task was cancelled.
    case cancelled

    package enum Stage: String, Hashable, Sendable {
        case lookUp = "look_up", connect, firstByte = "first_byte", total
    }

    /// One sentence for whoever gave us the URL.
    package var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .dns(.noAddress): "The URL's host name has no address."
        case .dns: "The URL's host name could not be looked up."
        case .connect: "The URL's server did not accept a connection."
        case .tls: "No secure connection to the URL's server: check its certificate."
        case .timeout(.lookUp): "The URL's host name could not be looked up in time."
        case .timeout(.connect): "The URL's server did not accept a connection in time."
        case .timeout: "The URL's server did not answer in time."
        case .status(let code): "The URL's server answered with status \(code)."
        case .compressed(let coding): "The URL's server sent the file compressed (\(coding))."
        case .tooLarge(let limit): "The URL's file is larger than \(limit) bytes."
        case .interrupted: "The connection to the URL's server broke off."
        case .disk, .cancelled: "The call was stopped on our side."
        }
    }
}
