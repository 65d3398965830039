import Domain
import HTTPTypes
import Storage

/// Orders one cell of a comparison, or notes in the cell why it cannot be had.
struct OrderCell: Sendable {
    let house: House
    let player: Player

    /// Counts cells that a visitor is about to order, before anything is written.
    func admit(cells: Int) throws(APIError) {
        guard player.visitor == nil else { return }
        guard player.caller.key.isAccountActive else {
            throw .forbidden("Visitors may not play here now. Sign up to go on.")
        }
        try player.tries.admit(fromNetwork: Limits.cellsOfNetwork, tries: cells)
    }

    /// The task that was made of it, if one was.
    @discardableResult
    func callAsFunction(
        _ cell: RunCell,
        of run: PlaygroundRun,
        from purse: Purse,
        requestID: String
    ) async throws -> TaskID? {
        let place = CellPlace(run: run.id, letter: cell.letter, tries: cell.tries)
        do {
            let order = try order(cell.slug, run.input, run: run.id, letter: cell.letter)
            try check(cell.slug, purse)
            _ = try await AcceptTask(house: house)(
                order,
                player.caller,
                requestID: requestID,
                playing: PlayedCell(place: place, purse: purse, rateLimit: rateLimit)
            )
            return order.taskID(house)
        } catch is CellTaken {
            return nil
        } catch {
            let failure = APIError(error, credit: house.credit)
            guard failure.code != 500 else { throw error }
            try await house.store.refuse(
                place,
                price: await price(cell.slug, run.input),
                RunCell.Refusal(kind: failure.type, message: failure.message)
            )
            return nil
        }
    }

    /// The most that a variant's pictures cost by the price list; zero where it has none for them.
    ///
    /// Neither prompt nor input images matter to it, but for their number: a form that waits for them
    /// says its price all the same.
    func price(_ slug: String, _ input: [String: JSONValue]) async -> MicroUSD {
        var input = input
        input["prompt"] = .string(SampleOrder.prompt)
        let given = input["image_urls"]?.arrayValue?.count ?? 0
        let images = max(given, house.catalog.variant(slug)?.editsImages == true ? 1 : 0)
        if images > 0 {
            input["image_urls"] = .array(
                Array(repeating: .string(SampleOrder.image), count: images)
            )
        }
        guard let order = try? order(slug, input),
            let priced = try? await PriceTask(house: house)(order, player.caller)
        else { return .zero }
        return priced.variant.isFree ? .zero : priced.quote.hold
    }

    /// What the answer to an order would warn of, such as an edit without its image.
    func warnings(_ slug: String, _ input: [String: JSONValue]) -> [String] {
        guard let inputs = house.catalog.variant(slug)?.inputs,
            let input = try? taken(input, by: slug)
        else { return [] }
        return (try? inputs.check(input))?.warnings ?? []
    }

    /// Whether a variant is drawn without taking anything from anybody.
    func costsNothing(_ slug: String) -> Bool {
        guard let variant = house.catalog.variant(slug) else { return true }
        if case .standIn = house.servability(variant) { return true }
        return variant.isFree
    }

    private func check(_ slug: String, _ purse: Purse) throws(APIError) {
        guard !costsNothing(slug) else { return }
        guard let visitor = player.visitor else {
            throw .forbidden("Visitors may try the Sandbox. Sign up to run this one.")
        }
        guard visitor.login.isVerified || purse != .allowance else {
            throw .forbidden(
                "Confirm your address first: open the link in the letter that we sent. Until then the "
                    + "Sandbox is there to play with."
            )
        }
    }

    /// Visitors share one key.
    private var rateLimit: RateLimit {
        let creates = house.settings.creates
        guard player.visitor == nil else { return creates }
        return RateLimit(count: creates.count * 10, window: creates.window)
    }

    private func order(
        _ slug: String,
        _ input: [String: JSONValue],
        run: String? = nil,
        letter: String = ""
    ) throws(APIError) -> TaskOrder {
        var body: [String: JSONValue] = [
            "model": .string(slug), "input": .object(try taken(input, by: slug)),
        ]
        if let run { body["metadata"] = ["run": .string(run), "cell": .string(letter)] }
        return try TaskOrder(body: body, headers: HTTPFields(), path: "playground")
    }

    private func taken(
        _ input: [String: JSONValue],
        by slug: String
    ) throws(APIError) -> [String: JSONValue] {
        guard let inputs = house.catalog.variant(slug)?.inputs else { return input }
        let picture = "image_urls"
        if input[picture] != nil, inputs.field(picture) == nil {
            throw .unprocessable(
                "This variant takes no reference picture. Choose its image-to-image one.",
                param: "image"
            )
        }
        return PlaygroundRun.input(input, for: inputs)
    }
}
