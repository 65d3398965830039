/// Someone who makes pictures for money. A provider knows nothing of our customers, balances or
/// rows: it turns one order into one bought answer, or says exactly why not.
package protocol Provider: Sendable {
    /// The name that routes in the price list, settings and records use: `openai`, `sandbox`.
    var name: String { get }
    var traits: ProviderTraits { get }

    /// Buys once. Never retries by itself: only the worker knows whether a second purchase is right.
    ///
    /// Output bytes go into `sink` as they arrive, unmodified. The answer names which outputs are
    /// whole. Cancelling the calling task ends the call; the outcome is then uncertain unless the
    /// request had not been sent.
    func buy(
        _ order: PurchaseOrder,
        into sink: OutputSink
    ) async throws(ProviderFailure)
        -> ProviderReply

    /// Asks whether a key works, with the cheapest call the provider has.
    func test(key: Secret?) async throws(ProviderFailure) -> String
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
