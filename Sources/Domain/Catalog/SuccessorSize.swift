extension Variant {
    package var sizeRule: SizeRule? {
        guard case .size(let rule, _) = inputs.field("size")?.kind else { return nil }
        return rule
    }

    /// `auto` may be ordered, or no size at all.
    package var leavesSizeOpen: Bool {
        guard case .size(_, let allowsAuto) = inputs.field("size")?.kind else { return true }
        return allowsAuto
    }

    /// What `auto` becomes when `successor` draws this variant: to a newer model it may mean a size
    /// that costs more than this variant's customer pays. The first of this variant's own sizes
    /// whose cost its price covers, with whatever input pictures; nil when there is none.
    package func sizeForAuto(servedBy successor: Variant) -> PictureSize? {
        let costs = successor.routes.compactMap(\.cost)
        let images = Set([0, mostImages])
        return ownSizes.first { size in
            costs.allSatisfy { cost in
                images.allSatisfy { covers(cost, at: size, images: $0) }
            }
        }
    }

    private var mostImages: Int {
        guard case .imageURLs(let most) = inputs.field("image_urls")?.kind else { return 0 }
        return most
    }

    /// Sizes that customers know it by, the usual one first.
    private var ownSizes: [PictureSize] {
        switch sizeRule {
        case nil: []
        case .listed(let sizes): sizes
        case .free(let limits):
            [PictureSize(width: 1_024, height: 1_024)].filter(limits.allows)
                + price.output.tableSizes.filter(limits.allows)
        }
    }

    private func covers(_ cost: PriceRule, at size: PictureSize, images: Int) -> Bool {
        guard let paid = price.quote(size: size, count: 1, inputImages: images)?.hold,
            let spent = cost.quote(size: size, count: 1, inputImages: images)?.hold
        else { return false }
        return spent <= paid
    }
}

extension OutputPrice {
    fileprivate var tableSizes: [PictureSize] {
        guard case .table(let rows) = self else { return [] }
        return rows.map(\.size)
    }
}

extension CheckedInput {
    /// The order as the successor of its variant gets it: with a size, where it had none.
    package mutating func fixSize(of variant: Variant, servedBy successor: Variant) {
        guard size == nil, let fixed = variant.sizeForAuto(servedBy: successor) else { return }
        size = fixed
        parameters["size"] = .string(fixed.description)
        warnings.append(
            "\(variant.slug) is served by \(successor.slug), so no size, or 'auto', is drawn as "
                + "\(fixed)."
        )
    }
}
