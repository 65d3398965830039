import Domain
import Hummingbird
import Storage

/// `POST /api/v1/jobs/quote`: the body of createTask; the price, binding for ten minutes.
struct QuoteTask: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .read)
        let order = try TaskOrder(
            body: try await RequestBody.json(request),
            headers: [:],
            path: "createTask"
        )
        let priced = try await PriceTask(house: house)(order, caller)
        let hold = priced.payer == .none ? MicroUSD.zero : priced.quote.hold
        let now = house.store.clock.wall()
        let saved = SavedQuote(
            id: house.store.identifiers.make("quote_", at: now),
            accountID: caller.accountID,
            fingerprint: order.quoteFingerprint,
            slug: priced.variant.slug,
            priceVersion: priced.priceVersion,
            hold: hold,
            expiresAt: house.store.clock.steady() + Limits.quoteKept
        )
        try await house.store.save(saved)
        return Envelope.success(
            data(saved, priced, order.warnings, expiresAt: now + Limits.quoteKept)
        )
    }

    private func data(
        _ saved: SavedQuote,
        _ priced: PricedTask,
        _ warnings: [String],
        expiresAt: Timestamp
    ) -> JSONValue {
        let rule = priced.variant.price
        var data: [String: JSONValue] = [
            "quoteId": .string(saved.id),
            "model": .string(saved.slug),
            "credits": .numeric(house.credit.credits(saved.hold)),
            "usd": .usd(saved.hold),
            "max": house.money(saved.hold),
            // With an explicit size the price is the price; for `auto` it may come out lower.
            "expected": priced.quote.isBound ? nil : house.money(saved.hold),
            "rule": .string(rule.ruleName(size: priced.input.size)),
            "lines": [
                "perOutputUsd": .usd(priced.quote.perOutput),
                "outputs": .int(Int64(priced.quote.count)),
                "inputImagesUsd": .usd(priced.quote.taskLine),
            ],
            "payer": .string(priced.payer.rawValue),
            "priceVersion": .string(saved.priceVersion),
            "expiresAt": .int(expiresAt.milliseconds),
        ]
        let warnings = warnings + priced.input.warnings + priced.notices
        if !warnings.isEmpty { data["warnings"] = .array(warnings.map(JSONValue.string)) }
        if let servedBy = priced.servedBy { data["servedBy"] = .string(servedBy.slug) }
        return .object(data)
    }
}

extension House {
    func money(_ amount: MicroUSD) -> JSONValue {
        ["credits": .numeric(credit.credits(amount)), "usd": .usd(amount)]
    }
}

extension PriceRule {
    fileprivate func ruleName(size: PictureSize?) -> String {
        switch output {
        case .flat: "flat price per image"
        case .table(let rows):
            if let size {
                rows.contains { $0.size == size }
                    ? "size table, row \(size)"
                    : "size table, the dearer neighbour of \(size) by pixels"
            } else {
                "size table, the dearest row for 'auto'"
            }
        }
    }
}
