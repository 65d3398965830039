/// Names of a family's model as clients of its maker send them. Unlike a slug they leave mode and
/// quality open.
package struct FamilyNames: Hashable, Sendable {
    /// The model's own name, the usual one first: `gpt-image-2`.
    package let own: [String]
    /// Dated versions that exist. A date that the maker never released is not a name.
    package let snapshots: [String]
    /// Models that ended or are not sold here, whose clients get this one instead.
    package let replaces: [String]
    /// Newer models that have no price yet: refused, with a hint to this one.
    package let unpriced: [String]

    package init(
        own: [String] = [],
        snapshots: [String] = [],
        replaces: [String] = [],
        unpriced: [String] = []
    ) {
        self.own = own
        self.snapshots = snapshots
        self.replaces = replaces
        self.unpriced = unpriced
    }

    /// Everything that can be ordered by.
    package var ordered: [String] { own + snapshots + replaces }
    package var all: [String] { ordered + unpriced }
}

extension Family {
    /// What a quality that the customer leaves open means, where the family has it: the tier that
    /// OpenAI's models choose most.
    package static let standardQuality = "medium"

    /// The variant for a mode and a quality; nil for the quality: the standard one.
    package func variant(mode: Mode, quality: String?) -> Variant? {
        let tiers = variants.filter { $0.mode == mode }
        guard let quality else {
            return tiers.first { $0.quality == Self.standardQuality } ?? tiers.first
        }
        return tiers.first { $0.quality == quality }
    }

    package func qualities(of mode: Mode) -> [String] {
        variants.filter { $0.mode == mode }.compactMap(\.quality)
    }
}

extension Variant {
    /// The quality that its slug stands for; nil where it has none (Sandbox).
    package var quality: String? {
        routes.lazy.compactMap { $0.parameters["quality"]?.stringValue }.first
    }
}
