import Domain

/// Small catalogues for tests.
enum ShopWindow {
    static func variant(
        _ slug: String,
        aliases: [String] = [],
        price: PriceRule = PriceRule(output: .flat(MicroUSD(28_000))),
        fields: [InputField] = [],
        retires: CivilDate? = nil,
        successor: String? = nil
    ) -> Variant {
        Variant(
            slug: slug,
            family: "family",
            title: slug,
            mode: .textToImage,
            aliases: aliases,
            price: price,
            priceSource: "a test",
            isFree: false,
            inputs: InputRules(fields: fields),
            routes: [],
            retires: retires,
            successor: successor,
            deadline: .seconds(900),
            typicalMilliseconds: 1_000
        )
    }

    static func catalog(_ variants: [Variant]) -> Catalog {
        Catalog(families: [
            Family(name: "family", title: "", maker: "", summary: "", variants: variants)
        ])
    }
}

extension Offer {
    /// In one line, for comparing.
    var line: String {
        switch self {
        case .offered(let variant, nil): "\(variant.slug) offered"
        case .offered(let variant, let other?): "\(variant.slug) served by \(other.slug)"
        case .retired(let variant, nil): "\(variant.slug) retired"
        case .retired(let variant, let other?): "\(variant.slug) retired, use \(other)"
        case .unknown: "unknown"
        }
    }
}
