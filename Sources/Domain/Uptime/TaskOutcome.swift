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
}
