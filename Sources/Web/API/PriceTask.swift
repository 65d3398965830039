import Domain
import Storage

/// A request that fits its model and has a price.
struct PricedTask: Sendable {
    let variant: Variant
    let servedBy: Variant?
    let input: CheckedInput
    let quote: Quote
    let priceVersion: String
    let payer: Payer
    let isStandIn: Bool
    let provider: String
    /// What the caller should know about who draws it.
    let notices: [String]
}

/// Finds the model, checks the input against it, and prices it. Nothing is stored.
struct PriceTask: Sendable {
    let house: House

    func callAsFunction(
        _ order: TaskOrder,
        _ caller: Caller,
        from purse: Purse = .balance()
    ) async throws -> PricedTask {
        let choice = try chosen(order)
        let (variant, servedBy) = try offered(choice.variant.slug)
        try checkAllowed(variant, caller)
        // By the ordered slug's own rules: a successor draws all that it allowed, at or below its price.
        var input = try variant.checked(choice.input)
        input.warnings = choice.warnings + input.warnings
        if let servedBy { input.fixSize(of: variant, servedBy: servedBy) }
        try await resolveURLs(order, &input, caller)
        let isFree = variant.isFree || caller.key.isTest
        let quote = try await price(order, variant, input, caller)
        let base = (variant, servedBy, input, quote.quote, quote.version)
        let servability = house.servability(variant, servedBy: servedBy)
        switch servability {
        case .provider(let provider), .refused(let provider):
            let payer = isFree ? Payer.none : purse.payer
            return task(base, payer: payer, isStandIn: false, provider, [])
        case .standIn(let provider):
            return task(
                base,
                // Playing with the Sandbox costs the house nothing.
                payer: isFree || purse == .allowance ? .none : .customer,
                isStandIn: !variant.isFree,
                provider,
                ["The built-in Sandbox draws this until a provider key is added."]
            )
        case .notOffered:
            // A test key reaches the Sandbox only, so it needs no provider.
            if caller.key.isTest, !variant.isOff {
                return task(base, payer: .none, isStandIn: true, "sandbox", [])
            }
            throw APIError.switchedOff(
                "'\(variant.slug)' is not offered here: "
                    + (variant.isOff
                        ? "the operator took it off. " : "no provider of it has a key. ")
                    + "Nothing was charged. See /api/v1/models for what is."
            )
        }
    }

    private func task(
        _ base: (Variant, Variant?, CheckedInput, Quote, String),
        payer: Payer,
        isStandIn: Bool,
        _ provider: String,
        _ notices: [String]
    ) -> PricedTask {
        PricedTask(
            variant: base.0,
            servedBy: base.1,
            input: base.2,
            quote: base.3,
            priceVersion: base.4,
            payer: payer,
            isStandIn: isStandIn,
            provider: provider,
            notices: isStandIn ? notices : []
        )
    }

    private func chosen(_ order: TaskOrder) throws(APIError) -> ModelChoice {
        do throws(ModelProblem) {
            return try ModelChoice(order.model, input: order.input, in: house.catalog)
        } catch {
            throw house.refusal(error, isOpenAI: false)
        }
    }

    private func offered(_ name: String) throws(APIError) -> (Variant, Variant?) {
        switch house.catalog.offer(
            name,
            at: house.store.clock.wall(),
            successorsOn: house.settings.isServingSuccessors
        )
        {
        case .offered(let variant, let servedBy): return (variant, servedBy)
        case .retired(let variant, let successor):
            let day = variant.retires?.text ?? ""
            let hint = successor.map { "Use '\($0)'." } ?? "See /api/v1/models for what is offered."
            throw .switchedOff("'\(variant.slug)' retired on \(day). \(hint) Nothing was charged.")
        case .unknown: throw house.refusal(.unknown(name, mode: nil), isOpenAI: false)
        }
    }

    private func checkAllowed(_ variant: Variant, _ caller: Caller) throws(APIError) {
        let models = caller.key.models
        guard models.isEmpty || models.contains(variant.slug) else {
            throw .forbidden(
                "This API key may not use '\(variant.slug)'. Allowed: "
                    + models.sorted().joined(separator: ", ") + ".",
                param: "model"
            )
        }
    }

    /// Syntax, literals and local names only: names are looked up at each connect. What is our own
    /// is read from our files.
    private func resolveURLs(
        _ order: TaskOrder,
        _ input: inout CheckedInput,
        _ caller: Caller
    ) async throws {
        let own = OwnFiles(house: house, caller: caller)
        if let url = order.callbackURL { try own.check(url, field: "callBackUrl") }
        for (index, url) in input.imageURLs.enumerated() {
            let field = "input.image_urls[\(index)]"
            input.imageURLs[index] = try await own.resolved(url, field: field)
        }
        if let url = input.maskURL {
            input.maskURL = try await own.resolved(url, field: "input.mask_url")
        }
    }

    private func price(
        _ order: TaskOrder,
        _ variant: Variant,
        _ input: CheckedInput,
        _ caller: Caller
    ) async throws -> (quote: Quote, version: String) {
        var (rule, version) = (variant.price, variant.priceVersion)
        if let quoteID = order.quoteID {
            let saved = try await quoted(quoteID, order, caller)
            version = saved.priceVersion
            guard let price = try await house.store.price(version: version) else {
                throw DatabaseError.malformed("price \(version) is missing")
            }
            rule = price.rule
        }
        guard
            let quote = rule.quote(
                size: input.size,
                count: input.count,
                inputImages: input.imageURLs.count,
                partials: input.partials ?? 0
            )
        else {
            throw APIError.unprocessable(
                "This size has no price with '\(variant.slug)', so it is not drawn. "
                    + "Nothing was charged. Choose a smaller one.",
                param: "input.size"
            )
        }
        return (quote, version)
    }

    private func quoted(
        _ id: String,
        _ order: TaskOrder,
        _ caller: Caller
    ) async throws -> SavedQuote {
        guard let saved = try await house.store.quote(id, account: caller.accountID),
            saved.expiresAt > house.store.clock.steady()
        else {
            throw APIError.unprocessable(
                "This quote is unknown or older than ten minutes. Ask for a new one. "
                    + "Nothing was charged.",
                param: "quoteId",
                type: "quote_expired"
            )
        }
        guard saved.fingerprint == order.quoteFingerprint else {
            throw APIError.unprocessable(
                "This quote is for another request. Ask for one with this body. "
                    + "Nothing was charged.",
                param: "quoteId",
                type: "quote_mismatch"
            )
        }
        return saved
    }
}

extension TaskOrder {
    /// What a quote is bound to: model and input, whatever else stands beside them.
    var quoteFingerprint: String {
        Self.fingerprint("quote", ["model": .string(model), "input": .object(input)])
    }
}

extension Variant {
    fileprivate func checked(_ input: [String: JSONValue]) throws(APIError) -> CheckedInput {
        do throws(InputProblem) {
            return try inputs.check(input)
        } catch {
            throw .unprocessable(error.message + " Nothing was charged.", param: error.field)
        }
    }
}
