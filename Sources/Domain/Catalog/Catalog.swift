/// Everything on sale: families of variants, found by slug or alias.
package struct Catalog: Sendable {
    package let families: [Family]
    private let variants: [String: Variant]

    /// Slugs and aliases must be unique; the loader checks that and says where.
    package init(families: [Family]) {
        self.families = families
        var variants: [String: Variant] = [:]
        for variant in families.flatMap(\.variants) {
            for name in [variant.slug] + variant.aliases { variants[name] = variant }
        }
        self.variants = variants
    }

    /// A variant by its slug or by one of its aliases.
    package func variant(_ name: String) -> Variant? { variants[name] }

    package var allVariants: [Variant] { families.flatMap(\.variants) }

    /// The listed slugs most like a name that does not exist, for the error message.
    package func similar(to name: String, limit: Int = 3) -> [String] {
        let wanted = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber })
        return
            allVariants
            .map { variant -> (slug: String, shared: Int, others: Int) in
                let words = Set(variant.slug.split { !$0.isLetter && !$0.isNumber })
                let shared = words.intersection(wanted).count
                return (variant.slug, shared, words.count - shared)
            }
            .filter { $0.shared > 0 }
            .sorted { ($0.shared, $1.others, $1.slug) > ($1.shared, $0.others, $0.slug) }
            .prefix(limit).map(\.slug)
    }
}

/// Models of one maker under one name, with a page of their own.
package struct Family: Sendable {
    package let name: String
    package let title: String
    package let maker: String
    package let summary: String
    package var variants: [Variant]

    package init(name: String, title: String, maker: String, summary: String, variants: [Variant]) {
        self.name = name
        self.title = title
        self.maker = maker
        self.summary = summary
        self.variants = variants
    }
}

package enum Mode: String, Sendable, Codable {
    case textToImage = "text-to-image"
    case imageToImage = "image-to-image"
}
