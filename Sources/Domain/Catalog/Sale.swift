/// What an operator decided on a variant, over what the price list says.
package struct Sale: Hashable, Sendable {
    package let slug: String
    /// nil: the price list's.
    package let rule: PriceRule?
    /// Not on sale here.
    package let isOff: Bool
    package let author: String
    package let at: Timestamp

    package init(slug: String, rule: PriceRule?, isOff: Bool, author: String, at: Timestamp) {
        self.slug = slug
        self.rule = rule
        self.isOff = isOff
        self.author = author
        self.at = at
    }
}

extension Catalog {
    /// The same with an operator's decisions. What is not in the price list any more is passed over.
    package func applying(_ sales: [Sale]) -> Catalog {
        let bySlug = Dictionary(sales.map { ($0.slug, $0) }, uniquingKeysWith: { $1 })
        return Catalog(
            families: families.map { family in
                var changed = family
                changed.variants = family.variants.map { variant in
                    guard let sale = bySlug[variant.slug] else { return variant }
                    var sold = variant
                    sold.isOff = sale.isOff
                    if let rule = sale.rule {
                        sold.price = rule
                        sold.priceSource = "set here on \(CivilDate(sale.at).text)"
                    }
                    return sold
                }
                return changed
            }
        )
    }
}
