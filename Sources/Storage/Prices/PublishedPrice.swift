package import Domain

/// A variant's rule as the append-only price table keeps it.
package struct PublishedPrice: Hashable, Sendable {
    package let version: String
    package let slug: String
    package let rule: PriceRule
    package let source: String

    package init(version: String, slug: String, rule: PriceRule, source: String) {
        self.version = version
        self.slug = slug
        self.rule = rule
        self.source = source
    }
}
