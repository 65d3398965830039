/// Why a provider gave us no picture, said in terms of what we must do about it.
///
/// `detail` is for the operator and the attempt's row: never a key, a prompt or a body.
package enum ProviderFailure: Error, Hashable, Sendable {
    /// Nothing was bought: safe to try again, here or elsewhere. `after` is the provider's wish.
    case retry(after: Duration?, detail: String)
    /// Nothing was bought, and this key or provider cannot serve until an operator acts: a bad key,
    /// no quota, a model we may not use. Try another provider, and say so loudly.
    case unavailable(UnavailableReason, detail: String)
    /// The provider said no to this request and will say no again.
    case refused(Refusal, detail: String)
    /// The request was sent and we do not know whether we were billed: look before buying again.
    case uncertain(UncertainCause, detail: String)
    /// We were answered with success, and cannot use the answer. Counts as bought, is not bought
    /// again, and costs the customer nothing.
    case unusable(detail: String)
    /// Our own machine could not make the call: no descriptors, no disk. Nothing was sent, and it says
    /// nothing about the provider.
    case notSent(detail: String)
    /// The images were bought, and our own machine could not keep them.
    case notKept(detail: String)

    package enum UnavailableReason: String, Hashable, Sendable, Codable {
        case badKey = "bad_key"
        case noQuota = "no_quota"
        case notAllowed = "not_allowed"
        case noSuchModel = "no_such_model"
        case notInstalled = "not_installed"
    }

    package enum UncertainCause: String, Hashable, Sendable, Codable {
        case timeout, connectionLost = "connection_lost", cancelled, crash
    }
}

/// A provider's final no to one request.
package struct Refusal: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case moderatedInput, moderatedOutput, invalidInput
    }

    package let kind: Kind
    /// What the customer may read: the provider's reason in one sentence, without our secrets.
    package let message: String
    /// The provider bills for the refused call (so it is a cost to us).
    package let isBilled: Bool

    package init(kind: Kind, message: String, isBilled: Bool = false) {
        self.kind = kind
        self.message = message
        self.isBilled = isBilled
    }
}
