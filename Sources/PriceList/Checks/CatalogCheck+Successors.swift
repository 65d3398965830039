import Domain

extension CatalogCheck {
    /// A successor is sold under another's name and price: it must exist, live longer, draw the same
    /// sizes and never cost more than the customer pays.
    static func checkRetirement(
        _ variant: Variant,
        in catalog: Catalog,
        _ findings: inout Findings
    ) {
        guard let slug = variant.successor else { return }
        guard let date = variant.retires else {
            findings.add(variant, "retires", "is missing: from when on does the successor serve?")
            return
        }
        guard let successor = catalog.allVariants.first(where: { $0.slug == slug }) else {
            findings.add(variant, "successor", "no variant has the slug \(slug)")
            return
        }
        if let end = successor.retires, end <= date {
            findings.add(variant, "successor", "\(slug) retires on \(end.text), no later than this")
        }
        if successor.mode != variant.mode {
            findings.add(variant, "successor", "\(slug) is \(successor.mode.rawValue)")
        }
        if let missing = variant.sizesThat(successorLacks: successor.sizeRule) {
            findings.add(variant, "successor", "\(slug) does not draw \(missing)")
        }
        checkCover(variant, successor, &findings)
        if variant.leavesSizeOpen, variant.sizeForAuto(servedBy: successor) == nil {
            findings.add(
                variant,
                "successor",
                "\(slug) costs more than the price at every size that 'auto' could be"
            )
        }
    }

    /// Compares for one output, with no input picture and with the most: amounts grow evenly between
    /// these and with every further output, so that what holds here holds for every request.
    private static func checkCover(
        _ variant: Variant,
        _ successor: Variant,
        _ findings: inout Findings
    ) {
        var most = 0
        if case .imageURLs(let allowed) = variant.inputs.field("image_urls")?.kind {
            most = allowed
        }
        for cost in successor.routes.compactMap(\.cost) {
            for size in sizes(of: variant, stepsOf: [variant.price, cost]) {
                for images in Set([0, most]).sorted() {
                    let paid = variant.price.quote(size: size, count: 1, inputImages: images)?.hold
                    let spent = cost.quote(size: size, count: 1, inputImages: images)?.hold
                    guard let paid, let spent, spent > paid else { continue }
                    findings.add(
                        variant,
                        "successor",
                        "\(successor.slug) costs \(spent.dollars) at \(size), more than the price "
                            + paid.dollars
                    )
                    return
                }
            }
        }
    }

    /// Sizes that stand for all that a variant allows: every listed one; else each row of the tables,
    /// and one size on and between every two rows, where amounts depend on the pixels alone.
    private static func sizes(of variant: Variant, stepsOf rules: [PriceRule]) -> [PictureSize] {
        switch variant.sizeRule {
        case nil: return []
        case .listed(let sizes): return sizes
        case .free(let limits):
            let rows = rules.flatMap { rule -> [PictureSize] in
                guard case .table(let rows) = rule.output else { return [] }
                return rows.map(\.size)
            }
            let range = limits.minPixels...limits.maxPixels
            let steps = Set(rows.map(\.pixels) + [range.lowerBound, range.upperBound])
            let around = steps.flatMap { [$0 - 1, $0, $0 + 1] }.filter(range.contains).sorted()
            // One pixel high: no row has that shape, so the rule for sizes between rows applies.
            return rows.filter { range.contains($0.pixels) }
                + around.map { PictureSize(width: $0, height: 1) }
        }
    }
}

extension Variant {
    /// A listed size that `rule` does not allow, or nil. Limits are compared one by one.
    fileprivate func sizesThat(successorLacks rule: SizeRule?) -> String? {
        guard let rule, let own = sizeRule else { return nil }
        switch (own, rule) {
        case (.listed(let sizes), _):
            return sizes.first { rule.objection(to: $0) != nil }?.description
        case (.free, .listed): return "any size"
        case (.free(let own), .free(let other)):
            let fits =
                own.multipleOf.isMultiple(of: other.multipleOf)
                && max(own.shortestEdge, own.multipleOf) >= other.shortestEdge
                && own.longestEdge <= other.longestEdge && own.minPixels >= other.minPixels
                && own.maxPixels <= other.maxPixels && own.maxRatio <= other.maxRatio
            return fits ? nil : "all sizes within the limits"
        }
    }
}
