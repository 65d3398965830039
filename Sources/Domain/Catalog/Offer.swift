/// What the shop says to a name at a moment.
package enum Offer: Sendable {
    /// On sale. `servedBy` is the successor that draws it, at the variant's own price, once its
    /// upstream has ended.
    case offered(Variant, servedBy: Variant?)
    /// No longer on sale; `successor` is the slug to use instead, where there is one.
    case retired(Variant, successor: String?)
    /// No such slug or alias.
    case unknown
}

extension Catalog {
    /// Looks a slug or an alias up as it stands at `moment`. Where the operator switched successors
    /// off (`successorsOn` is false), a retired variant only tells what to use instead.
    package func offer(_ name: String, at moment: Timestamp, successorsOn: Bool) -> Offer {
        guard let variant = variant(name) else { return .unknown }
        guard variant.isRetired(at: moment) else { return .offered(variant, servedBy: nil) }
        let successor = liveSuccessor(of: variant, at: moment)
        // Only the direct successor stands in: the price list was checked to cover its cost, not
        // that of a successor's successor.
        guard successorsOn, let successor, successor.slug == variant.successor else {
            return .retired(variant, successor: successor?.slug)
        }
        return .offered(variant, servedBy: successor)
    }

    /// The first variant down the line of successors that is not retired itself.
    private func liveSuccessor(of variant: Variant, at moment: Timestamp) -> Variant? {
        var seen: Set<String> = [variant.slug]
        var next = variant.successor.flatMap(self.variant)
        while let candidate = next, seen.insert(candidate.slug).inserted {
            if !candidate.isRetired(at: moment) { return candidate }
            next = candidate.successor.flatMap(self.variant)
        }
        return nil
    }
}
