/// What a purchase gave.
package struct ProviderResponse: Hashable, Sendable, Codable {
    /// The outputs that arrived whole. Fewer than asked is a partial delivery: only these are paid.
    package var outputs: [DeliveredOutput]
    /// The provider's own id of the call, for its support.
    package var requestID: String?
    /// The provider's usage object as it came, JSON text; nil if it sent none.
    package var usage: String?
    /// What `auto` became. Bill from these, not from what was asked.
    package var resolvedSize: String?
    package var resolvedQuality: String?
    /// What the provider says it charges us, where it says so.
    package var cost: MicroUSD?
    /// The seed that the pictures were drawn from, where there is one.
    package var seed: Int64?
    /// What was wrong with the answer although the outputs in it are whole, for the operator.
    package var flaw: String?

    package init(
        outputs: [DeliveredOutput],
        requestID: String? = nil,
        usage: String? = nil,
        resolvedSize: String? = nil,
        resolvedQuality: String? = nil,
        cost: MicroUSD? = nil,
        seed: Int64? = nil,
        flaw: String? = nil
    ) {
        self.outputs = outputs
        self.requestID = requestID
        self.usage = usage
        self.resolvedSize = resolvedSize
        self.resolvedQuality = resolvedQuality
        self.cost = cost
        self.seed = seed
        self.flaw = flaw
    }
}

/// One output in the sink.
package struct DeliveredOutput: Hashable, Sendable, Codable {
    /// Its index in the sink.
    package var index: Int
    package var revisedPrompt: String?

    package init(index: Int, revisedPrompt: String? = nil) {
        self.index = index
        self.revisedPrompt = revisedPrompt
    }
}
