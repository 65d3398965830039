import Domain
import Hummingbird
import Storage

/// `/models/{family}/{variant}`: what it takes, what it costs by size, how to call it, who draws it. A
/// retired variant keeps its page.
struct VariantPage: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let asked = PageRequest(request)
        let parts = asked.path.split(separator: "/").map(String.init)
        guard let name = parts.last, let variant = house.catalog.variant(name) else {
            throw APIError.noSuchPage
        }
        let path = "/models/\(variant.family)/\(variant.slug)"
        guard asked.path == path else {
            return Response(status: .movedPermanently, headers: [.location: path])
        }
        let window = try await ShopWindow(house: house)
        var view = window.view(of: variant)
        view["familyTitle"] = .text(
            house.catalog.families.first { $0.name == variant.family }?.title
        )
        view["fields"] = .array(variant.inputs.fields.map(\.view))
        view["prices"] = .array(window.priceRows(variant))
        if let rate = variant.price.inputImage {
            view.merge(window.amount(rate.amount(units: 1), named: "inputImage")) { $1 }
        }
        view["calculator"] = window.calculator(variant, asked.query)
        view["call"] = CallExample(
            base: house.link.publicURL(),
            model: variant.slug
        ).view(path: path, chosen: asked.query["lang"])
        view["schema"] = variant.inputs.jsonSchema
        view["schemaText"] = .string(variant.inputs.jsonSchema.prettyText())
        view["providers"] = .array(providers(of: variant))
        let page = Page(
            template: "variant",
            title: variant.title,
            summary: "\(variant.title): price, parameters and examples.",
            path: path,
            view: view,
            scripts: ["copy", "estimate"],
            markdown: .template("variant.md")
        )
        return try house.answer(page, to: asked)
    }

    private func providers(of variant: Variant) -> [JSONValue] {
        let states = Dictionary(
            house.providerStates().map { ($0.name, $0.isUp) },
            uniquingKeysWith: { $1 }
        )
        var seen: Set<String> = []
        return variant.routes.compactMap { route in
            guard seen.insert(route.provider).inserted else { return nil }
            let isUp = states[route.provider] ?? false
            return [
                "name": .string(route.provider), "model": .string(route.model),
                "state": .string(isUp ? "Usable" : "Not usable now"),
                "kind": .string(isUp ? "ok" : "off"),
            ]
        }
    }
}

extension ShopWindow {
    /// The price of each size; one row where size does not matter.
    func priceRows(_ variant: Variant) -> [JSONValue] {
        switch variant.price.output {
        case .flat(let price):
            [.object(amount(price, named: "price").merging(["size": "any size"]) { $1 })]
        case .table(let rows):
            rows.map { row in
                .object(
                    amount(row.price, named: "price")
                        .merging(["size": .string(row.size.description)]) { $1 }
                )
            }
        }
    }

    /// `?size=&n=`: what so many pictures of that size cost.
    func calculator(_ variant: Variant, _ query: [String: String]) -> JSONValue {
        let sizes: [PictureSize] =
            switch variant.price.output {
            case .flat: []
            case .table(let rows): rows.map(\.size)
            }
        let size = query["size"].flatMap { PictureSize($0) } ?? sizes.first
        let count = Int64(query["n"] ?? "").map { min(max($0, 1), 1_000_000) } ?? 1
        let each = size.flatMap(variant.price.output.price) ?? variant.price.output.cheapest
        var view: [String: JSONValue] = [
            "n": .int(count),
            "sizes": .array(
                sizes.map { other in
                    [
                        "size": .string(other.description), "isChosen": .bool(other == size),
                        "micros": .int(variant.price.output.price(of: other)?.rawValue ?? 0),
                    ]
                }
            ),
            "hasSizes": .bool(sizes.count > 1), "micros": .int(each.rawValue),
            "creditMicros": .int(house.credit.microUSD),
        ]
        view.merge(amount(each * Int(count), named: "total")) { $1 }
        return .object(view)
    }
}

extension InputField {
    /// One row of the table of parameters.
    fileprivate var view: JSONValue {
        [
            "name": .string(name), "type": .string(kind.words), "isRequired": .bool(isRequired),
            "default": .text(defaultValue.map { $0.stringValue ?? $0.text() }),
            "about": .string(summary),
        ]
    }
}

extension InputField.Kind {
    fileprivate var words: String {
        switch self {
        case .text(let longest): "text, at most \(longest) characters"
        case .choice(let options): "one of " + options.joined(separator: ", ")
        case .integer(let range): "integer, \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .size(.listed(let sizes), let allowsAuto):
            "one of "
                + ((allowsAuto ? ["auto"] : []) + sizes.map(\.description))
                .joined(separator: ", ")
        case .size(.free(let limits), let allowsAuto):
            (allowsAuto ? "auto or " : "")
                + "WIDTHxHEIGHT in steps of \(limits.multipleOf), each side \(limits.shortestEdge) "
                + "to \(limits.longestEdge)"
        case .imageURLs(let most): "up to \(most) links to pictures"
        case .imageURL: "a link to a picture"
        }
    }
}
