import Domain
import Storage

/// What a click on "Run" costs, before it is made.
struct RunEstimate: Sendable {
    /// `Run · free`, or what is asked first.
    let button: String
    /// One sentence with pictures and list price, and what the order's answer would warn of.
    let note: String

    init(_ run: RunOrder, _ player: Player, house: House) async throws {
        let order = OrderCell(house: house, player: player)
        var (list, charged) = (MicroUSD.zero, MicroUSD.zero)
        var warnings: [String] = []
        for slug in run.slugs.prefix(PlaygroundRun.letters.count) {
            let price = await order.price(slug, run.input)
            list += price
            if !order.costsNothing(slug) { charged += price }
            warnings += order.warnings(slug, run.input).filter { !warnings.contains($0) }
        }
        let left = try await house.allowanceLeft(of: player)
        let most = run.input["size"].map { $0 == "auto" } ?? true ? "at most " : ""
        let price = most + "\(house.credit.creditsFixed(list)) credits, $\(list.dollarsFixed)"
        let count = run.pictures == 1 ? "1 picture" : "\(run.pictures) pictures"
        let sentence: String
        if player.visitor == nil, charged.isPositive {
            button = "Run the Sandbox only · free"
            sentence = "\(count), by the API \(price). Sign up to run more than the Sandbox."
        } else if charged <= left {
            button = "Run · free"
            sentence = list.isPositive ? "\(count), by the API \(price)." : "\(count)."
        } else {
            button = "Run · free as far as it goes"
            sentence =
                "\(count), by the API \(price). What today's allowance does not cover is not run; "
                + "its cell then has a button with its price."
        }
        note = ([sentence] + warnings).joined(separator: " ")
    }
}
