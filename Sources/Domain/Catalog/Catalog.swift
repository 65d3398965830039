/// Everything on sale: families of variants, found by slug or alias.
package struct Catalog: Sendable {
    package let families: [Family]
    private let variants: [String: Variant]
    /// Families by the names of their models.
    let models: [String: Family]

    /// Slugs and aliases must be unique; the loader checks that and says where.
    package init(families: [Family]) {
        self.families = families
        var variants: [String: Variant] = [:]
        for variant in families.flatMap(\.variants) {
            for name in [variant.slug] + variant.aliases { variants[name] = variant }
        }
        self.variants = variants
        var models: [String: Family] = [:]
        for family in families {
            for name in family.names.ordered { models[name] = family }
        }
        self.models = models
    }

    /// A variant by its slug or by one of its aliases.
    package func variant(_ name: String) -> Variant? {
        // Text from outside is compared only once it is known to be short and plain.
        NameMeaning.isName(name) ? variants[name] : nil
    }

    package var allVariants: [Variant] { families.flatMap(\.variants) }
}

/// Models of one maker under one name, with a page of their own.
package struct Family: Sendable {
    package let name: String
    package let title: String
    package let maker: String
    package let summary: String
    package let names: FamilyNames
    package var variants: [Variant]

    package init(
        name: String,
        title: String,
        maker: String,
        summary: String,
        names: FamilyNames = FamilyNames(),
        variants: [Variant]
    ) {
        self.name = name
        self.title = title
        self.maker = maker
        self.summary = summary
        self.names = names
        self.variants = variants
    }
}

package enum Mode: String, Sendable, Codable {
    case textToImage = "text-to-image"
    case imageToImage = "image-to-image"
}
