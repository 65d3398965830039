import Domain

/// One thing on sale, as a family's file has it.
struct VariantSheet: StrictSheet {
    let slug: String
    let title: String
    let mode: Mode
    /// Sent upstream over whatever the customer asks for.
    let quality: String?
    let aliases: [String]?
    /// Dollars, a table by size, or `at-cost`: what the first route costs.
    let price: AmountSheet?
    /// Dollars for each input picture, once a task.
    let inputImagePrice: String?
    /// Dollars for each half-done picture that is shown.
    let partialImagePrice: String?
    /// Where the price comes from.
    let source: String?
    /// Given away on purpose: then there is no price.
    let free: Bool?
    let routes: [Strict<RouteSheet>]
    let retires: String?
    let successor: String?
    /// An image-to-image variant that makes an image from the prompt where no image is given, at the
    /// same price, and says so. Others refuse the order.
    let imageOptional: Bool?
    let deadlineSeconds: Int?
    let typicalMilliseconds: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
        case slug, title, mode, quality, aliases, price, source, free, routes, retires, successor
        case imageOptional = "image-optional"
        case inputImagePrice = "input-image-price"
        case partialImagePrice = "partial-image-price"
        case deadlineSeconds = "deadline-seconds"
        case typicalMilliseconds = "typical-milliseconds"
    }
    typealias Key = CodingKeys

    struct RouteSheet: StrictSheet {
        let provider: String
        /// The provider's name of the model.
        let model: String
        let cost: AmountSheet?
        let inputImageCost: String?
        let partialImageCost: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case provider, model, cost
            case inputImageCost = "input-image-cost"
            case partialImageCost = "partial-image-cost"
        }
        typealias Key = CodingKeys
    }
}

extension VariantSheet {
    /// A picture that is not there after this long will not come: the slowest measured took five
    /// minutes, and there may be a second try.
    private static let usualDeadline = Duration.seconds(900)

    func variant(
        of family: FamilySheet,
        presets: [String: [FieldSheet]]
    ) throws(SheetFault) -> Variant {
        let routes = try purchaseRoutes()
        return Variant(
            slug: slug,
            family: family.family,
            title: title,
            mode: mode,
            aliases: aliases ?? [],
            price: try priceRule(routes),
            priceSource: try priceSource(),
            isFree: free ?? false,
            inputs: try inputRules(of: family, presets: presets),
            routes: routes,
            retires: try retirement(),
            successor: successor,
            deadline: deadlineSeconds.map { .seconds($0) } ?? Self.usualDeadline,
            typicalMilliseconds: typicalMilliseconds
        )
    }

    private func purchaseRoutes() throws(SheetFault) -> [Route] {
        var purchases: [Route] = []
        for (index, route) in routes.map(\.sheet).enumerated() {
            let field = "routes.\(index).cost"
            var cost: PriceRule?
            if let amounts = route.cost {
                cost = PriceRule(
                    output: try amounts.output(field: field),
                    inputImage: try perPicture(
                        route.inputImageCost,
                        field: "routes.\(index).input-image-cost"
                    ),
                    partialImage: try perPicture(
                        route.partialImageCost,
                        field: "routes.\(index).partial-image-cost"
                    )
                )
            } else if route.inputImageCost != nil || route.partialImageCost != nil {
                throw SheetFault(
                    field: field,
                    message: "is missing beside input-image-cost or partial-image-cost"
                )
            }
            purchases.append(
                Route(
                    provider: route.provider,
                    model: route.model,
                    parameters: quality.map { ["quality": .string($0)] } ?? [:],
                    cost: cost
                )
            )
        }
        return purchases
    }

    private func priceRule(_ routes: [Route]) throws(SheetFault) -> PriceRule {
        if free == true {
            guard price == nil, inputImagePrice == nil, partialImagePrice == nil else {
                throw SheetFault(field: "price", message: "a free variant has none")
            }
            return .free
        }
        guard let price else {
            throw SheetFault(
                field: "price",
                message: "is missing; what costs nothing says free: true"
            )
        }
        if case .flat("at-cost") = price {
            guard let cost = routes.first?.cost, inputImagePrice == nil, partialImagePrice == nil
            else {
                throw SheetFault(field: "price", message: "at-cost needs a first route with a cost")
            }
            return cost
        }
        return PriceRule(
            output: try price.output(field: "price"),
            inputImage: try perPicture(inputImagePrice, field: "input-image-price"),
            partialImage: try perPicture(partialImagePrice, field: "partial-image-price")
        )
    }

    private func perPicture(_ text: String?, field: String) throws(SheetFault) -> Rate? {
        guard let text else { return nil }
        let amount = try dollars(text, field: field)
        guard amount.isPositive else {
            throw SheetFault(field: field, message: "\(text) is not a price of a picture")
        }
        // A million pico-dollars to the micro-dollar. MicroUSD.largest times that still fits.
        return Rate(picoUSD: amount.rawValue * 1_000_000)
    }

    private func priceSource() throws(SheetFault) -> String {
        if let source, !source.isEmpty { return source }
        guard free == true else {
            throw SheetFault(
                field: "source",
                message: "is missing: where does the price come from?"
            )
        }
        return "free of charge"
    }

    private func retirement() throws(SheetFault) -> CivilDate? {
        guard let retires else { return nil }
        guard let date = CivilDate(retires) else {
            throw SheetFault(
                field: "retires",
                message: "\(retires) is not a date such as 2026-12-01"
            )
        }
        return date
    }

    private func inputRules(
        of family: FamilySheet,
        presets: [String: [FieldSheet]]
    ) throws(SheetFault) -> InputRules {
        var sheets = (family.fields ?? []).map(\.sheet)
        if let name = family.inputs {
            guard let preset = presets[name] else {
                throw SheetFault(
                    field: "inputs",
                    message: "no preset is called \(name); known: "
                        + presets.keys.sorted().joined(separator: ", ")
                )
            }
            sheets = preset + sheets
        }
        var fields: [InputField] = []
        for sheet in sheets {
            let field = try sheet.field(mode: mode, quality: quality, sizes: family.sizes?.sheet)
            if let field { fields.append(field) }
        }
        guard imageOptional == true else { return InputRules(fields: fields) }
        guard let index = fields.firstIndex(where: \.isRequiredImages) else {
            throw SheetFault(field: "image-optional", message: "no image is required")
        }
        fields[index] = fields[index].optional
        return InputRules(fields: fields)
    }
}

extension InputField {
    fileprivate var isRequiredImages: Bool {
        guard case .imageURLs = kind else { return false }
        return isRequired
    }

    fileprivate var optional: InputField {
        InputField(
            name: name,
            kind: kind,
            defaultValue: defaultValue,
            summary: summary + " Without any, the image is made from the prompt alone.",
            absence: "No 'input.\(name)' was given, so the image is made from the prompt alone, at "
                + "the same price."
        )
    }
}
