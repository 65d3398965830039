import Domain
import Hummingbird
import Storage

/// `/models/{family}`: its variants with what they cost and how they did, how to call them, and what
/// people ask.
struct FamilyPage: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let asked = PageRequest(request)
        let name = asked.path.split(separator: "/").last.map(String.init) ?? ""
        guard let family = house.catalog.families.first(where: { $0.name == name }) else {
            return try elsewhere(name)
        }
        let window = try await ShopWindow(house: house)
        var view = window.view(of: family)
        let variants = window.cheapestFirst(family.variants)
        view["variants"] = .array(variants.map { .object(window.view(of: $0)) })
        let path = "/models/" + family.name
        let compared = variants.filter(window.isOnSale).prefix(PlaygroundRun.letters.count)
        view["compare"] = .string(
            "/playground?variants=" + compared.map(\.slug).joined(separator: ",")
        )
        view["call"] = window.example(of: family).map { example in
            CallExample(base: house.link.publicURL(), of: example)
                .view(path: path, chosen: asked.query["lang"])
        }
        view["changes"] = .array(try await window.changes(of: family))
        view["kept"] = .object(keeping)
        let page = Page(
            template: "family",
            title: "\(family.title) (\(family.maker)) API",
            summary: family.summary,
            path: path,
            view: view,
            scripts: ["copy"],
            markdown: .template("family.md")
        )
        return try house.answer(page, to: asked)
    }

    /// A slug or alias in a family's place leads to its variant's page.
    private func elsewhere(_ name: String) throws -> Response {
        guard let variant = house.catalog.variant(name) else { throw APIError.noSuchPage }
        return Response(
            status: .movedPermanently,
            headers: [.location: "/models/\(variant.family)/\(variant.slug)"]
        )
    }

    private var keeping: [String: JSONValue] {
        [
            "outputs": .int(house.settings.outputsKept.components.seconds / 86_400),
            "uploads": .int(house.settings.uploadsKept.components.seconds / 86_400),
            "creates": .int(Int64(house.settings.creates.count)),
            "seconds": .int(house.settings.creates.window.components.seconds),
        ]
    }
}

extension ShopWindow {
    /// Those on sale before those that are not, each by price; of two that cost the same, the one that
    /// needs no input image.
    func cheapestFirst(_ variants: [Variant]) -> [Variant] {
        func order(_ variant: Variant) -> (Int, Int64, Int, String) {
            (
                variant.isRetired(at: now) ? 1 : 0, variant.sample.price.rawValue,
                variant.editsImages ? 1 : 0, variant.slug
            )
        }
        return variants.sorted { order($0) < order($1) }
    }

    /// The variant whose sample a family's page shows, and whose price its card says.
    func example(of family: Family) -> Variant? {
        let variants = cheapestFirst(family.variants)
        return variants.first { isOnSale($0) } ?? variants.first
    }

    /// Prices that were published since the first start, newest first. Those of the first start are
    /// no change.
    func changes(of family: Family) async throws -> [JSONValue] {
        let slugs = Set(family.variants.map(\.slug))
        let published = try await house.store.priceHistory().filter { slugs.contains($0.slug) }
        var before: [String: PriceOfDay] = [:]
        var changes: [JSONValue] = []
        for price in published {
            defer { before[price.slug] = price }
            guard let old = before[price.slug] else { continue }
            let (from, to) = (old.rule.output.cheapest, price.rule.output.cheapest)
            changes.append(
                [
                    "date": .string(String(price.from.iso8601.prefix(10))),
                    "slug": .string(price.slug), "fromUSD": .string(from.dollarsFixed),
                    "toUSD": .string(to.dollarsFixed), "isSame": .bool(from == to),
                    "source": .string(price.source),
                ]
            )
        }
        return changes.reversed()
    }
}
