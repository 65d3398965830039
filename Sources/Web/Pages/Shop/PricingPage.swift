import Domain
import Hummingbird
import Storage

/// `/pricing`: every price there is; `.csv` and `.json` for programs.
struct PricingPage: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let asked = PageRequest(request)
        let window = try await ShopWindow(house: house)
        let families = house.catalog.families.map { family -> JSONValue in
            var view = window.view(of: family)
            view["variants"] = .array(
                window.cheapestFirst(family.variants).map { variant in
                    var row = window.view(of: variant)
                    row["prices"] = .array(window.priceRows(variant))
                    row.merge(window.inputImage(variant)) { $1 }
                    return .object(row)
                }
            )
            return .object(view)
        }
        let page = Page(
            template: "pricing",
            title: "Pricing",
            summary:
                "Every price, for each picture, in credits and dollars. No subscription; a failed "
                + "task costs nothing.",
            path: "/pricing",
            view: [
                "families": .array(families),
                "priceDate": .string(String(window.now.iso8601.prefix(10))),
            ],
            markdown: .template("pricing.md")
        )
        if asked.format == .csv {
            return house.answer(csv: csv(window), for: page, to: asked)
        }
        return try house.answer(page, to: asked)
    }

    private func csv(_ window: ShopWindow) -> String {
        var lines = ["family,variant,mode,size,credits,usd,unit,state"]
        for family in house.catalog.families {
            for variant in window.cheapestFirst(family.variants) {
                for case .object(let row) in window.priceRows(variant) {
                    let cells = [
                        family.name, variant.slug, variant.mode.rawValue,
                        row["size"]?.stringValue ?? "", row["priceCredits"]?.stringValue ?? "",
                        row["priceExactUSD"]?.stringValue ?? "", "image",
                        window.state(of: variant),
                    ]
                    lines.append(CSVText.row(cells))
                }
            }
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }
}
