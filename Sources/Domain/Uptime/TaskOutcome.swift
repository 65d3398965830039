/// How an ended task counts for its model's record.
package enum TaskOutcome: String, Sendable, CaseIterable {
    case success
    /// The provider's fault or ours.
    case fault
    /// Refused for what was asked: no fault of the model.
    case refused

    /// nil: it says nothing of the model, for its customer gave it up or nobody came to it.
    package init?(_ failClass: FailClass?) {
        switch failClass {
        case nil: self = .success
        case .moderatedInput, .moderatedOutput, .invalidInput: self = .refused
        case .providerError, .providerTimeout, .outcomeUnknown, .internalError: self = .fault
        case .cancelled, .expired: return nil
        }
    }

    /// nil for what says nothing of the model. The Sandbox fails because a prompt or a model's name
    /// asks it to, so its failures count only where they are our own fault.
    package init?(of task: MediaTask) {
        guard let outcome = TaskOutcome(task.failClass) else { return nil }
        let isByRequest =
            outcome == .fault && task.failClass != .internalError
            && task.attempts.last?.provider == Self.rehearsing
        if isByRequest { return nil }
        self = outcome
    }

    /// The provider whose failures are rehearsals.
    private static let rehearsing = "sandbox"
}
