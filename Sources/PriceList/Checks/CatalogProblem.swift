/// One thing wrong with the price list, and where.
package struct CatalogProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was given, or the family's usual file name.
    package let file: String
    /// nil when it concerns the whole file.
    package let slug: String?
    /// The YAML key, `routes.0.cost` for one further in.
    package let field: String?
    package let message: String

    package init(file: String, slug: String? = nil, field: String? = nil, message: String) {
        self.file = file
        self.slug = slug
        self.field = field
        self.message = message
    }

    /// `gpt-image-2.yaml: openai-…-low: price: …`
    package var description: String {
        [file, slug, field, message].compactMap(\.self).joined(separator: ": ")
    }
}

/// The price list cannot be sold from. All that is wrong with it, not only the first thing.
package struct PriceListError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problems: [CatalogProblem]

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
