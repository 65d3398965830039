/// Whether a model can be ordered at a moment, and who serves it.
package enum Offer: Sendable {
    /// - servedBy: the successor, where the variant itself has retired. The price stays the variant's.
    case offered(Variant, servedBy: Variant?)
    /// It retired and nothing serves it any more.
    case retired(Variant, successor: String?)
    case unknown(similar: [String])
}

extension Catalog {
    /// - name: a slug or an alias.
    /// - successorsOn: the operator lets successors serve retired slugs.
    package func offer(_ name: String, at moment: Timestamp, successorsOn: Bool) -> Offer {
        guard let variant = variant(name) else { return .unknown(similar: similar(to: name)) }
        guard variant.isRetired(at: moment) else { return .offered(variant, servedBy: nil) }
        guard successorsOn, let successor = variant.successor.flatMap({ self.variant($0) }),
            !successor.isRetired(at: moment)
        else { return .retired(variant, successor: variant.successor) }
        return .offered(variant, servedBy: successor)
    }
}
