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
        let path = variant.pagePath
        guard asked.path == path else {
            return Response(status: .movedPermanently, headers: [.location: path])
        }
        var page = try await page(variant, asked)
        page.view["call"] = call(variant, variant.sample.input).view(
            path: path,
            chosen: asked.query["lang"]
        )
        if asked.format == .html, page.view["isOnSale"] == true {
            let player = try await house.player(request, context)
            // The sample without its image: a form has room for one's own.
            let sample = variant.sample.input.filter { $0.key != "image_urls" }
            let form = VariantForm(
                variant.inputs,
                input: try await input(asked.query["task"], player) ?? sample
            )
            try await add(form, variant, player, to: &page)
        }
        return try house.answer(page, to: asked)
    }

    /// What one of their tasks was given, to be edited.
    private func input(_ task: String?, _ player: Player) async throws -> [String: JSONValue]? {
        guard let task, player.visitor != nil,
            let found = try await house.store.task(task, account: player.accountID)
        else { return nil }
        return (try? JSONValue.parse(found.body, excessMarks: .cut))?["input"]?.objectValue
    }

    /// `POST`: runs it, or shows the other side of the form with the same input.
    func send(_ request: Request, _ context: APIContext) async throws -> Response {
        let asked = PageRequest(request, format: .html)
        let (variant, player, form, received) = try await receive(
            request,
            context,
            keepsPicture: true
        )
        if received.text("do") == "run", !form.isRefused {
            let run = try await StartRun(house: house)(
                form.order(of: variant),
                player,
                requestID: context.requestID
            )
            return try house.lead(to: run, player)
        }
        var page = try await page(variant, asked)
        let language = received.text("lang")
        page.view["call"] = call(variant, form.input).view(path: variant.pagePath, chosen: language)
        if form.isRefused { page.status = .unprocessableContent }
        try await add(form, variant, player, to: &page)
        return try house.answer(page, to: asked)
    }

    /// `POST …/example`: both sides of the form, the call and the price, for what is typed.
    func example(_ request: Request, _ context: APIContext) async throws -> Response {
        let (variant, player, form, received) = try await receive(
            request,
            context,
            keepsPicture: false
        )
        let isImageChosen = received.text("picture") != nil
        let estimate = try await estimate(form, variant, player, isImageChosen: isImageChosen)
        let language = received.text("lang").flatMap(CallExample.Language.init) ?? .curl
        let texts = form.texts.mapValues(JSONValue.string)
        return Envelope.respond(
            .ok,
            [
                "json": .string(form.json), "texts": .object(texts),
                "errors": .object(form.errors.mapValues(JSONValue.string)),
                "problem": .text(form.problem),
                "code": .string(call(variant, form.input).code(in: language)),
                "button": .string(estimate.button), "note": .string(estimate.note),
            ],
            ["Cache-Control": "no-store"]
        )
    }

    /// - keepsPicture: false where only a price is asked for.
    private func receive(
        _ request: Request,
        _ context: APIContext,
        keepsPicture: Bool
    ) async throws -> (Variant, Player, VariantForm, ReceivedForm) {
        let player = try await house.player(request, context)
        let received = try await house.receiveOwnForm(request, player)
        guard let variant = house.catalog.variant(context.parameters.get("variant") ?? "") else {
            throw APIError.noSuchPage
        }
        var image: KeptImage?
        var refusal: APIError?
        do throws(APIError) {
            if keepsPicture { image = try await house.keepPicture(of: received, player) }
        } catch {
            refusal = error
        }
        let isJSON = received.text("side") == "json"
        var form = VariantForm(
            variant.inputs,
            received,
            from: isJSON ? .json : .fields,
            image: image
        )
        if let refusal { form.refuse("image", refusal.message) }
        return (variant, player, form, received)
    }

    private func call(_ variant: Variant, _ input: [String: JSONValue]) -> CallExample {
        CallExample(base: house.link.publicURL(), model: variant.slug, input: input)
    }

    private func estimate(
        _ form: VariantForm,
        _ variant: Variant,
        _ player: Player,
        isImageChosen: Bool = false
    ) async throws -> RunEstimate {
        var input = form.input
        if isImageChosen, variant.inputs.field("image_urls") != nil {
            input["image_urls"] = .array(
                (input["image_urls"]?.arrayValue ?? []) + [.string(SampleOrder.image)]
            )
        }
        let order = RunOrder(token: form.token, input: input, slugs: [variant.slug])
        return try await RunEstimate(order, player, house: house)
    }

    private func add(
        _ form: VariantForm,
        _ variant: Variant,
        _ player: Player,
        to page: inout Page
    ) async throws {
        page.view["form"] = form.view(try await estimate(form, variant, player))
        page.isFresh = true
    }

    private func page(_ variant: Variant, _ asked: PageRequest) async throws -> Page {
        let window = try await ShopWindow(house: house)
        var view = window.view(of: variant)
        view["familyTitle"] = .text(
            house.catalog.families.first { $0.name == variant.family }?.title
        )
        view["isOnSale"] = .bool(window.isOnSale(variant))
        view["fields"] = .array(variant.inputs.fields.map(\.view))
        view["prices"] = .array(window.priceRows(variant))
        view.merge(window.inputImage(variant)) { $1 }
        view["calculator"] = window.calculator(variant, asked.query)
        view["schema"] = variant.inputs.jsonSchema
        view["schemaText"] = .string(variant.inputs.jsonSchema.prettyText())
        view["providers"] = .array(providers(of: variant))
        return Page(
            template: "variant",
            title: variant.title,
            summary: "\(variant.title): price, parameters and examples.",
            path: variant.pagePath,
            view: view,
            scripts: ["copy", "estimate", "variant"],
            markdown: .template("variant.md")
        )
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
                "state": .string(isUp ? "Usable" : "Not usable here now"),
                "kind": .string(isUp ? "ok" : "off"),
            ]
        }
    }
}

extension Variant {
    var pagePath: String { "/models/\(family)/\(slug)" }
}

extension ShopWindow {
    /// What each input image costs beside the output; nothing where it costs nothing.
    func inputImage(_ variant: Variant) -> [String: JSONValue] {
        guard let rate = variant.price.inputImage else { return [:] }
        return amount(rate.amount(units: 1), named: "inputImage")
    }

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
        let size = query["size"].flatMap { PictureSize($0) } ?? variant.sample.size
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
                + "WIDTHxHEIGHT\(limits.multipleOf > 1 ? " in steps of \(limits.multipleOf)" : ""), "
                + "each side \(max(limits.shortestEdge, limits.multipleOf)) to "
                + "\(limits.longestEdge), \(limits.minPixels) to \(limits.maxPixels) pixels in all, "
                + "at most \(limits.maxRatio) times as long as wide"
        case .imageURLs(let most): "up to \(most) links to pictures"
        case .imageURL: "a link to a picture"
        }
    }
}
