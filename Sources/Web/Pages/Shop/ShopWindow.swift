import Domain
import Storage

/// What is on sale now, as every public page shows it.
struct ShopWindow: Sendable {
    let house: House
    let uptime: Uptime.Snapshot
    let now: Timestamp

    init(house: House) async throws {
        self.house = house
        uptime = try await house.uptime.snapshot()
        now = house.store.clock.wall()
    }

    /// `live`, `served_by_successor`, `unavailable` (its providers refuse our keys), `sandbox` (the
    /// Sandbox stands in), `retired`, `not_offered`.
    func state(of variant: Variant) -> String {
        let offer = house.catalog.offer(
            variant.slug,
            at: now,
            successorsOn: house.settings.isServingSuccessors
        )
        guard case .offered(_, let servedBy) = offer else { return "retired" }
        switch house.servability(variant, servedBy: servedBy) {
        case .provider: return servedBy == nil ? "live" : "served_by_successor"
        case .refused: return "unavailable"
        case .standIn: return "sandbox"
        case .notOffered: return "not_offered"
        }
    }

    /// It may be ordered, whoever draws it.
    func isOnSale(_ variant: Variant) -> Bool {
        !["retired", "not_offered"].contains(state(of: variant))
    }

    func view(of family: Family) -> [String: JSONValue] {
        let live = family.variants.filter { !$0.isRetired(at: now) }
        let onSale = family.variants.filter(isOnSale)
        let from = example(of: family)?.sample.price ?? .zero
        let most = (onSale.isEmpty ? family.variants : onSale).map(\.sample.most).max() ?? from
        var view: [String: JSONValue] = [
            "name": .string(family.name), "title": .string(family.title),
            "maker": .string(family.maker), "about": .string(family.summary),
            "href": .string("/models/" + family.name),
            "count": .int(Int64(family.variants.count)),
            "countText": .string(Self.plural(family.variants.count, "variant")),
            "isFree": .bool(family.variants.allSatisfy(\.isFree)),
            "isRetired": .bool(live.isEmpty),
        ]
        // Where all that can still be had ends, the last day of the longest.
        if !live.isEmpty, live.allSatisfy({ $0.retires != nil }) {
            view["retiring"] = .text(live.compactMap { $0.retires }.max()?.text)
        }
        // What the sample on the family's page costs, and the dearest output of the family.
        view.merge(amount(from, named: "from")) { $1 }
        view.merge(amount(most, named: "most")) { $1 }
        view["isRange"] = .bool(most > from)
        view["record"] = .object(record(of: family.variants.map(\.slug)))
        return view
    }

    func view(of variant: Variant) -> [String: JSONValue] {
        let sample = variant.sample
        let state = state(of: variant)
        var view: [String: JSONValue] = [
            "slug": .string(variant.slug), "title": .string(variant.title),
            "family": .string(variant.family), "mode": .string(variant.mode.rawValue),
            "modeText": .string(variant.mode.words),
            "href": .string("/models/\(variant.family)/\(variant.slug)"),
            "unit": "image", "isFree": .bool(variant.isFree), "state": .string(state),
            "stateText": .string(Self.word(for: state)),
            "stateKind": .string(Self.kind(of: state)),
            "aliases": .array(variant.aliases.map(JSONValue.string)),
            "hasSizes": .bool(variant.price.isBySize), "isRange": .bool(sample.most > sample.price),
            "size": .text(sample.size?.description),
        ]
        if let quality = variant.quality { view["quality"] = .string(quality) }
        // What the variant's sample holds and costs, and what it would in the dearest size.
        view.merge(amount(sample.price, named: "price")) { $1 }
        view.merge(amount(sample.most, named: "dearest")) { $1 }
        view["record"] = .object(record(of: [variant.slug]))
        if let retires = variant.retires {
            view["retires"] = .string(retires.text)
            view["isRetired"] = .bool(variant.isRetired(at: now))
            view["successor"] = .text(variant.successor)
            if let next = variant.successor.flatMap(house.catalog.variant) {
                view["successorHref"] = .string("/models/\(next.family)/\(next.slug)")
            }
        }
        return view
    }

    /// Credits with 2 decimals and USD with 4, and beside them the exact amount for programs.
    func amount(_ amount: MicroUSD, named name: String) -> [String: JSONValue] {
        [
            "\(name)Credits": .string(house.credit.creditsFixed(amount)),
            "\(name)USD": .string(amount.dollarsFixed),
            "\(name)ExactUSD": .string(amount.dollars),
        ]
    }

    static func plural(_ count: Int, _ word: String) -> String {
        count == 1 ? "1 \(word)" : "\(count) \(word)s"
    }

    private static func word(for state: String) -> String {
        switch state {
        case "live": "Available"
        case "served_by_successor": "Served by its successor"
        case "sandbox": "Drawn by the Sandbox"
        case "unavailable": "Not available at the moment"
        case "retired": "Retired"
        default: "Not offered here"
        }
    }

    /// The badge's colour, which never says more than its word.
    private static func kind(of state: String) -> String {
        switch state {
        case "live": "ok"
        case "served_by_successor", "sandbox": "run"
        default: "off"
        }
    }
}

extension Mode {
    var words: String {
        switch self {
        case .textToImage: "text to image"
        case .imageToImage: "image to image"
        }
    }
}

extension PriceRule {
    var isBySize: Bool {
        if case .table(let rows) = output { rows.count > 1 } else { false }
    }
}
