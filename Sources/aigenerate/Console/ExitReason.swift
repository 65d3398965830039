/// Why a command ends, as scripts see it. The numbers are promised in the documentation.
package enum ExitReason: Int32, Error, Hashable, Sendable {
    case done = 0
    case unexpected = 1
    /// The command, or the input it describes, cannot work as it is.
    case usage = 2
    /// Not signed in, or the key may not do this.
    case forbidden = 3
    /// Out of credits, or a spend cap is reached.
    case unpaid = 4
    case providerFailed = 5
    /// A safety filter said no.
    case refused = 6
    /// The task goes on.
    case timedOut = 7
    case interrupted = 130
}

/// A command's end with what to tell the person; it goes to stderr.
package struct CommandFailure: Error, Hashable, Sendable {
    package let reason: ExitReason
    /// A sentence or two: what happened, was anything charged, what now.
    package private(set) var message: String

    package init(_ reason: ExitReason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    /// More of what the person needs, each on a line of its own.
    mutating func add(_ lines: [String]) {
        message = ([message] + lines).joined(separator: "\n")
    }
}
