import Domain
import Hummingbird
import Storage

/// `/` and `/models`: what is on sale, searched, filtered and sorted by the address alone.
struct CataloguePage: Sendable {
    let house: House

    func home(_ request: Request, _ context: APIContext) async throws -> Response {
        try await page(PageRequest(request), template: "home", path: "/")
    }

    func models(_ request: Request, _ context: APIContext) async throws -> Response {
        try await page(PageRequest(request), template: "models", path: "/models")
    }

    private func page(
        _ request: PageRequest,
        template: String,
        path: String
    ) async throws -> Response {
        let window = try await ShopWindow(house: house)
        let choice = Choice(request.query)
        let families = choice.pick(from: house.catalog.families, window)
        let variants = families.map(\.variants.count).reduce(0, +)
        let example = window.headline.map {
            CallExample(base: house.link.publicURL(), of: $0)
        }
        let view: [String: JSONValue] = [
            "families": .array(families.map { .object(window.view(of: $0)) }),
            "familyCount": .string(ShopWindow.families(families.count)),
            "variantCount": .string(ShopWindow.plural(variants, "variant")),
            "isEmpty": .bool(families.isEmpty), "search": choice.view,
            "priceDate": .string(String(window.now.iso8601.prefix(10))),
            "command": .text(example?.code(in: .curl)),
        ]
        let page = Page(
            template: template,
            title: path == "/" ? "AI Generate: every image model, one key" : "Models",
            summary:
                "Image models behind one key and one prepaid balance. Pay per picture; a failed "
                + "task costs nothing.",
            path: path,
            view: view,
            scripts: ["copy"],
            markdown: .template("models.md")
        )
        return try house.answer(page, to: request)
    }
}

extension ShopWindow {
    static func families(_ count: Int) -> String { count == 1 ? "1 family" : "\(count) families" }

    /// What the first page calls: a variant that costs money, takes a prompt alone and stays.
    var headline: Variant? {
        let all = house.catalog.allVariants
        let sold = all.filter { !$0.isFree && !$0.isRetired(at: now) && isOnSale($0) }
        return sold.first { $0.mode == .textToImage && $0.retires == nil } ?? sold.first
            ?? all.first
    }
}

/// What was searched for: `?q=&task=&sort=`.
private struct Choice: Sendable {
    private let text: String
    private let mode: Mode?
    private let sort: String

    private static let sorts = [("price", "Price"), ("name", "Name"), ("speed", "Speed")]

    init(_ query: [String: String]) {
        text = (query["q"] ?? "").limited(to: 100)
        mode = query["task"].flatMap(Mode.init)
        let sort = query["sort"] ?? ""
        self.sort = Self.sorts.contains { $0.0 == sort } ? sort : "price"
    }

    var view: JSONValue {
        [
            "text": .string(text),
            "tasks": .array(
                [option("", "Any task", mode == nil)]
                    + [Mode.textToImage, .imageToImage].map {
                        option($0.rawValue, $0.words.capitalizedFirst, mode == $0)
                    }
            ),
            "sorts": .array(Self.sorts.map { option($0.0, $0.1, sort == $0.0) }),
        ]
    }

    private func option(_ value: String, _ title: String, _ isChosen: Bool) -> JSONValue {
        ["value": .string(value), "title": .string(title), "isChosen": .bool(isChosen)]
    }

    /// Families of which something fits, with only what fits.
    func pick(from families: [Family], _ window: ShopWindow) -> [Family] {
        let words = text.lowercased().split(separator: " ")
        let fitting = families.compactMap { family -> Family? in
            let variants = family.variants.filter { variant in
                let name = [
                    family.title, family.maker, variant.slug, variant.title,
                    variant.aliases.joined(separator: " "),
                ].joined(separator: " ").lowercased()
                return (mode == nil || variant.mode == mode) && words.allSatisfy(name.contains)
            }
            guard !variants.isEmpty else { return nil }
            return Family(
                name: family.name,
                title: family.title,
                maker: family.maker,
                summary: family.summary,
                variants: variants
            )
        }
        return fitting.sorted { order($0, window) < order($1, window) }
    }

    /// Free and retired families last; then by the chosen figure, then by title.
    private func order(_ family: Family, _ window: ShopWindow) -> (Int, Int64, String) {
        let live = family.variants.filter { !$0.isRetired(at: window.now) }
        let isLast = live.isEmpty || family.variants.allSatisfy(\.isFree)
        let figure: Int64 =
            switch sort {
            case "name": 0
            case "speed":
                window.uptime.record(of: family.variants.map(\.slug)).medianMilliseconds ?? .max
            default: live.map(\.sample.price.rawValue).min() ?? .max
            }
        return (isLast ? 1 : 0, figure, family.title)
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
