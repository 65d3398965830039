import Domain

extension CatalogCheck {
    static func checkPrice(_ variant: Variant, _ findings: inout Findings) {
        checkAmounts(variant.price, isFree: variant.isFree, variant, "price", &findings)
    }

    static func checkRoutes(
        _ variant: Variant,
        _ providers: Set<String>?,
        _ findings: inout Findings
    ) {
        if variant.routes.isEmpty { findings.add(variant, "routes", "there is none") }
        for (index, route) in variant.routes.enumerated() {
            let field = "routes.\(index)"
            if let providers, !providers.contains(route.provider) {
                let known = providers.sorted().joined(separator: ", ")
                findings.add(
                    variant,
                    "\(field).provider",
                    "no provider is called \(route.provider); known: \(known)"
                )
            }
            if route.model.isEmpty { findings.add(variant, "\(field).model", "is empty") }
            if let cost = route.cost {
                checkAmounts(cost, isFree: false, variant, "\(field).cost", &findings)
            } else if !variant.isFree {
                findings.add(variant, "\(field).cost", "is missing: what does the provider charge?")
            }
        }
    }

    private static func checkAmounts(
        _ rule: PriceRule,
        isFree: Bool,
        _ variant: Variant,
        _ field: String,
        _ findings: inout Findings
    ) {
        if isFree {
            if rule != .free { findings.add(variant, field, "free: true, and yet a price") }
            return
        }
        if rule.output.cheapest <= .zero {
            findings.add(variant, field, "must be more than 0; what costs nothing says free: true")
        }
        if case .table(let rows) = rule.output { checkTable(rows, variant, field, &findings) }
        for size in variant.largestSizes where rule.output.price(of: size) == nil {
            findings.add(
                variant,
                field,
                "no price for \(size), which sizes allow: cut the sizes or add a row"
            )
        }
    }

    private static func checkTable(
        _ rows: [SizePrice],
        _ variant: Variant,
        _ field: String,
        _ findings: inout Findings
    ) {
        for (row, next) in zip(rows, rows.dropFirst()) where row.size.pixels > next.size.pixels {
            findings.add(variant, field, "\(next.size) stands after \(row.size): sort by pixels")
        }
        var seen: Set<PictureSize> = []
        for row in rows where !seen.insert(row.size).inserted {
            findings.add(variant, field, "\(row.size) stands twice")
        }
    }
}

extension Variant {
    /// Sizes that stand for all that are allowed when it comes to a table's end: each listed one,
    /// or the most pixels, whatever their shape. Below its first row a table always has a price.
    fileprivate var largestSizes: [PictureSize] {
        switch sizeRule {
        case nil: []
        case .listed(let sizes): sizes
        case .free(let limits): [PictureSize(width: limits.maxPixels, height: 1)]
        }
    }
}
