/// An upstream that makes images or videos for us. It knows nothing of customers, balances or rows:
/// it turns one request into one response, or says exactly why not.
///
/// Every provider is either a ``DirectProvider`` or a ``JobProvider``.
package protocol Provider: Sendable {
    /// The name that routes in the price list, settings and records use: `openai`, `fal`.
    var name: String { get }
    var traits: ProviderTraits { get }
    /// What it is, with the calls that only this kind has.
    var kind: ProviderKind { get }

    /// Asks whether a key works, with the cheapest call the provider has.
    func test(key: Secret?) async throws(ProviderFailure) -> String
}

package enum ProviderKind: Sendable {
    case direct(any DirectProvider)
    case job(any JobProvider)
}

/// A provider that answers with the outputs in the call itself: OpenAI, the Sandbox.
package protocol DirectProvider: Provider {
    /// Orders once. Never retries by itself: only the worker knows whether a second purchase is right.
    ///
    /// Output bytes go into `sink` as they arrive, unmodified. The response names which outputs are
    /// whole. Cancelling the calling task ends the call; the outcome is then uncertain unless the
    /// request had not been sent.
    func generate(
        _ request: ProviderRequest,
        into sink: OutputSink
    ) async throws(ProviderFailure)
        -> ProviderResponse
}

extension DirectProvider {
    package var kind: ProviderKind { .direct(self) }
}

/// How a provider behaves, where the worker must know it.
package struct ProviderTraits: Sendable {
    /// It needs a key of its own to be called at all.
    package var needsKey: Bool
    /// A running call can be given up without being billed.
    package var canCancel: Bool
    /// The same call id sent twice is bought once.
    package var isIdempotent: Bool
    /// Asking costs us nothing (the Sandbox): repeating an uncertain call is always right.
    package var isFree: Bool
    /// Calls that may run at the same time.
    package var concurrency: Int
    package var afterCrash: UncertainPolicy
    package var afterTimeout: UncertainPolicy

    package init(
        needsKey: Bool,
        canCancel: Bool,
        isIdempotent: Bool,
        isFree: Bool,
        concurrency: Int,
        afterCrash: UncertainPolicy = .retryAtOurCost,
        afterTimeout: UncertainPolicy = .fail
    ) {
        self.needsKey = needsKey
        self.canCancel = canCancel
        self.isIdempotent = isIdempotent
        self.isFree = isFree
        self.concurrency = concurrency
        self.afterCrash = afterCrash
        self.afterTimeout = afterTimeout
    }
}

/// What to do when we cannot know whether a call was billed.
package enum UncertainPolicy: String, Sendable, Codable {
    /// Buy once more, booked to the operator's loss account, never to the customer.
    case retryAtOurCost = "retry-at-our-cost"
    /// Give the whole hold back and say that the outcome is unknown.
    case fail
}
