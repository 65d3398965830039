/// Where a task stands. Only `next(on:)` may move it.
package enum TaskState: String, Sendable, CaseIterable {
    case waiting, generating, success, fail

    package enum Event: Sendable, CaseIterable {
        /// A call to a provider is about to be made.
        case intended
        /// The call came to nothing and another follows.
        case requeued
        /// Outputs are kept and paid.
        case stored
        /// It ends without a picture.
        case rejected
        case cancelled
        case expired
    }

    /// nil when the event cannot happen here: the caller must treat that as a bug or a lost race.
    package func next(on event: Event) -> TaskState? {
        switch (self, event) {
        case (.waiting, .intended): .generating
        // A call that a crash left uncertain is followed by the next call's intent.
        case (.generating, .intended): .generating
        case (.generating, .requeued): .waiting
        case (.generating, .stored): .success
        case (.waiting, .rejected), (.generating, .rejected): .fail
        case (.waiting, .cancelled), (.generating, .cancelled): .fail
        case (.waiting, .expired), (.generating, .expired): .fail
        default: nil
        }
    }

    package var isTerminal: Bool { self == .success || self == .fail }
}

/// Why a task failed, as the record says it.
package enum FailClass: String, Sendable, CaseIterable {
    case moderatedInput = "moderated_input"
    case moderatedOutput = "moderated_output"
    case invalidInput = "invalid_input"
    case providerError = "provider_error"
    case providerTimeout = "provider_timeout"
    case outcomeUnknown = "outcome_unknown"
    case cancelled
    case expired
    case internalError = "internal_error"

    /// Numeric text. Never 5xx: some clients re-submit on those and would pay again.
    package var code: String {
        switch self {
        case .moderatedInput, .moderatedOutput: "400"
        case .invalidInput: "422"
        case .cancelled, .expired: "499"
        case .providerError, .providerTimeout, .outcomeUnknown, .internalError: "424"
        }
    }
}
