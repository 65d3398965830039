/// What to do after a call that gave no picture.
package enum RetryDecision: Hashable, Sendable {
    /// Back into the queue, for another call after this wait.
    case tryAgain(after: Duration)
    /// Buy once more although we may have paid: booked to the operator's loss account.
    case buyAgainAtOurCost
    case fail(FailClass, message: String)
}

/// Where a job stands when a call failed.
package struct CallContext: Sendable {
    package let traits: ProviderTraits
    /// Calls before this one that bought nothing.
    package let failures: Int
    package let hasBoughtAgain: Bool
    /// Until the task's deadline.
    package let remaining: Duration
    /// Another route, or another key of the same provider, could serve it now.
    package let hasOtherRoute: Bool
    /// Uniform, 0 to 1.
    package let jitter: Double
    /// Calls made so far, this one included.
    package let attempts: Int
    /// The model as the customer ordered it.
    package let model: String?

    package init(
        traits: ProviderTraits,
        failures: Int,
        hasBoughtAgain: Bool,
        remaining: Duration,
        hasOtherRoute: Bool,
        jitter: Double,
        attempts: Int = 1,
        model: String? = nil
    ) {
        self.traits = traits
        self.failures = failures
        self.hasBoughtAgain = hasBoughtAgain
        self.remaining = remaining
        self.hasOtherRoute = hasOtherRoute
        self.jitter = jitter
        self.attempts = attempts
        self.model = model
    }
}

extension ProviderFailure {
    /// Calls that bought nothing, after which a task fails.
    package static let mostFailures = 8
    /// Keys that may refuse one after the other before a task gives up: each then rests, so that no
    /// task asks the same one twice.
    package static let mostRefusals = 32

    package func next(in context: CallContext) -> RetryDecision {
        switch self {
        case .retry(let after, _): retry(after: after, context)
        case .unavailable: unavailable(context)
        case .refused(let refusal, _): .fail(refusal.failClass, message: refusal.customerMessage)
        case .uncertain(let cause, _): uncertain(cause, context)
        case .unusable:
            .fail(
                .providerError,
                message: "The provider's answer held no usable picture. Not charged. Try again."
            )
        case .notSent: ownFault(context)
        case .notKept:
            .fail(
                .internalError,
                message: "The image was made, but this server could not store it. Not charged. "
                    + "Try again later."
            )
        }
    }

    /// No call was made: it is made once our machine can, which is no failure of the provider's.
    private func ownFault(_ context: CallContext) -> RetryDecision {
        // From 0.5 s, doubling to 16 s, half of it random.
        let ceiling = Double(500 << min(max(context.attempts - 1, 0), 5))
        let wait = Duration.milliseconds(Int64(ceiling * (0.5 + context.jitter / 2)))
        guard wait < context.remaining else {
            return .fail(
                .internalError,
                message: "This server could not call the provider before the task's time ran out. "
                    + "Not charged. Try again later."
            )
        }
        return .tryAgain(after: wait)
    }

    private func retry(after: Duration?, _ context: CallContext) -> RetryDecision {
        guard context.failures + 1 < Self.mostFailures else {
            return .fail(
                .providerError,
                message: "The provider could not draw it after several tries. Not charged. "
                    + "Try again later."
            )
        }
        // The next route is another provider or key, which need not be waited for.
        if context.hasOtherRoute, context.failures == 0 { return .tryAgain(after: .zero) }
        // Full jitter from 1 s, doubling to 60 s, but never before the provider's own wish.
        let ceiling = min(60.0, Double(1 << min(context.failures, 6)))
        let own = Duration.milliseconds(Int64(1_000 * max(0.25, ceiling * context.jitter)))
        let wait = max(own, min(after ?? .zero, .seconds(60)))
        guard wait < context.remaining else {
            return .fail(
                .providerTimeout,
                message: "The provider was busy until the task's time ran out. Not charged. "
                    + "Try again later."
            )
        }
        return .tryAgain(after: wait)
    }

    private func unavailable(_ context: CallContext) -> RetryDecision {
        if context.hasOtherRoute, context.failures + 1 < Self.mostRefusals {
            return .tryAgain(after: .zero)
        }
        return .fail(.providerError, message: Self.cannotServe(context.model))
    }

    /// What the customer reads when no key of ours is taken: the model's name and nothing of ours.
    package static func cannotServe(_ model: String?) -> String {
        "\(model.map { "'\($0)'" } ?? "This model") cannot be served at the moment. Not charged. "
            + "Try again later."
    }

    private func uncertain(_ cause: UncertainCause, _ context: CallContext) -> RetryDecision {
        // Asking twice costs nothing, or is recognised as the same call.
        if context.traits.isFree || context.traits.isIdempotent {
            return retry(after: nil, context)
        }
        let policy = cause == .crash ? context.traits.afterCrash : context.traits.afterTimeout
        if policy == .retryAtOurCost, !context.hasBoughtAgain, context.remaining > .zero {
            return .buyAgainAtOurCost
        }
        return .fail(
            .outcomeUnknown,
            message: "\(cause.story), so the outcome is unknown. Not charged. Try again."
        )
    }
}

extension ProviderFailure.UncertainCause {
    fileprivate var story: String {
        switch self {
        case .timeout: "The provider's answer was not complete in time"
        case .connectionLost, .cancelled, .crash:
            "The connection to the provider broke before its answer was complete"
        }
    }
}

extension Refusal {
    var failClass: FailClass {
        switch kind {
        case .moderatedInput: .moderatedInput
        case .moderatedOutput: .moderatedOutput
        case .invalidInput: .invalidInput
        }
    }

    var customerMessage: String {
        switch kind {
        case .moderatedInput:
            "Refused by the provider's safety filter: \(sentence) Not charged. Change the prompt."
        case .moderatedOutput:
            "The picture was refused by the provider's safety filter: \(sentence) Not charged. "
                + "Change the prompt."
        case .invalidInput: "The provider does not take this input: \(sentence) Not charged."
        }
    }
    /// Providers do not all end with a full stop, and more is said behind it.
    private var sentence: String {
        let text = message.trimmedEnd
        guard let last = text.last else { return "it gave no reason." }
        return ".!?…".contains(last) ? text : text + "."
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        String(reversed().drop(while: \.isWhitespace).reversed())
    }
}
