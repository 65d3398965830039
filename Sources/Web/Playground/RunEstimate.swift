import Domain
import Storage

/// What a click on "Run" costs, before it is made.
struct RunEstimate: Sendable {
    /// `Run · free`, or what is asked first.
    let button: String
    /// One sentence with pictures and list price.
    let note: String

    init(_ run: RunOrder, _ player: Player, house: House) async throws {
        let order = OrderCell(house: house, player: player)
        var (list, charged) = (MicroUSD.zero, MicroUSD.zero)
        for slug in run.slugs.prefix(PlaygroundRun.letters.count) {
            let price = await order.price(slug, run.input)
            list += price
            if !order.costsNothing(slug) { charged += price }
        }
        let left = try await house.allowanceLeft(of: player)
        let most = run.input["size"].map { $0 == "auto" } ?? true ? "at most " : ""
        let price = most + "\(house.credit.creditsFixed(list)) credits, $\(list.dollarsFixed)"
        let count = run.pictures == 1 ? "1 picture" : "\(run.pictures) pictures"
        if player.visitor == nil, charged.isPositive {
            button = "Run the Sandbox only · free"
            note = "\(count), by the API \(price). Sign up to run more than the Sandbox."
        } else if charged <= left {
            button = "Run · free"
            note = list.isPositive ? "\(count), by the API \(price)." : "\(count)."
        } else {
            button = "Run · free as far as it goes"
            note =
                "\(count), by the API \(price). What today's allowance does not cover is not run; "
                + "its cell then has a button with its price."
        }
    }
}
