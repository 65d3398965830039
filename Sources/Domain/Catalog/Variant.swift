/// One thing on sale: a slug with one price rule.
package struct Variant: Sendable {
    package let slug: String
    package let family: String
    package let title: String
    package let mode: Mode
    /// Other names it answers to, kie's among them.
    package let aliases: [String]
    package var price: PriceRule {
        didSet { priceVersion = price.version(slug: slug) }
    }
    /// Names the price for ever.
    package private(set) var priceVersion: String
    /// Where the price comes from; kept with it in the price table.
    package var priceSource: String
    /// The operator does not sell it here.
    package var isOff = false
    /// A price of zero on purpose (Sandbox).
    package let isFree: Bool
    package let inputs: InputRules
    /// Who can draw it, best first.
    package let routes: [Route]
    /// The day its upstream ends (00:00 UTC). From then on the successor serves it, if there is one.
    package let retires: CivilDate?
    /// The slug that serves it after it retired, at this variant's price.
    package let successor: String?
    /// How long a task may take, from accept of the first attempt.
    package let deadline: Duration
    /// Milliseconds a picture usually takes: only for the progress bar, until real figures exist.
    package let typicalMilliseconds: Int

    package init(
        slug: String,
        family: String,
        title: String,
        mode: Mode,
        aliases: [String],
        price: PriceRule,
        priceSource: String,
        isFree: Bool,
        inputs: InputRules,
        routes: [Route],
        retires: CivilDate?,
        successor: String?,
        deadline: Duration,
        typicalMilliseconds: Int
    ) {
        self.slug = slug
        self.family = family
        self.title = title
        self.mode = mode
        self.aliases = aliases
        self.price = price
        priceVersion = price.version(slug: slug)
        self.priceSource = priceSource
        self.isFree = isFree
        self.inputs = inputs
        self.routes = routes
        self.retires = retires
        self.successor = successor
        self.deadline = deadline
        self.typicalMilliseconds = typicalMilliseconds
    }

    package func isRetired(at moment: Timestamp) -> Bool {
        retires.map { $0.start <= moment } ?? false
    }
}

/// One way to buy a variant.
package struct Route: Hashable, Sendable {
    package let provider: String
    /// The provider's name of the model.
    package let model: String
    /// Sent over the customer's input: the quality that the slug stands for.
    package let parameters: [String: JSONValue]
    /// What the provider charges us, as a price rule; nil when it costs nothing.
    package let cost: PriceRule?

    package init(
        provider: String,
        model: String,
        parameters: [String: JSONValue],
        cost: PriceRule?
    ) {
        self.provider = provider
        self.model = model
        self.parameters = parameters
        self.cost = cost
    }
}
