/// Where a task stands. It moves forward only, but for `generating` back to `queuing` when another
/// attempt is made.
public enum TaskState: String, Hashable, Sendable, Codable {
    /// Accepted and paid for, not begun.
    case waiting
    /// Between two attempts, or in the provider's own queue.
    case queuing
    /// Being made.
    case generating
    /// The images are there, and charged.
    case success
    /// There are none, and nothing was charged. A cancelled task is one of these.
    case fail

    public var isEnd: Bool { self == .success || self == .fail }
}

/// Why a task failed, for a program. A server newer than this library may know more reasons.
public struct FailClass: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The prompt or an input image was refused by a safety filter.
    public static let moderatedInput = FailClass(rawValue: "moderated_input")
    /// What the model made was held back by a safety filter.
    public static let moderatedOutput = FailClass(rawValue: "moderated_output")
    /// The input does not fit the model.
    public static let invalidInput = FailClass(rawValue: "invalid_input")
    public static let providerError = FailClass(rawValue: "provider_error")
    public static let providerTimeout = FailClass(rawValue: "provider_timeout")
    /// The provider's answer was lost. Nothing was charged.
    public static let outcomeUnknown = FailClass(rawValue: "outcome_unknown")
    public static let cancelled = FailClass(rawValue: "cancelled")
    /// It waited longer than a task may.
    public static let expired = FailClass(rawValue: "expired")

    /// A safety filter said no: the same prompt will be refused again.
    public var isModeration: Bool { self == .moderatedInput || self == .moderatedOutput }
}
