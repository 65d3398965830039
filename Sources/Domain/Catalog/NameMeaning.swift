/// What a client's name for a model stands for.
package enum NameMeaning: Sendable {
    /// One variant, by its slug or an alias. `fixesQuality` is false for an alias that leaves the
    /// quality open, as kie's names do.
    case variant(Variant, fixesQuality: Bool)
    /// A model; mode and quality choose the variant. `isReplaced`: another model was asked for, and
    /// this one takes its place.
    case model(Family, isReplaced: Bool)
    /// A model without a price; this family is the nearest that has one.
    case unpriced(instead: Family)
    case unknown

    /// Bytes of a name.
    package static let longest = 100
    /// Gateways such as LiteLLM put the maker before the name.
    private static let prefix = "openai/"

    /// Whether a text can be a name at all: short, and plain ASCII.
    package static func isName(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The name without the maker before it.
    package static func bare(_ name: String) -> String {
        isName(name) && name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }
}

extension Catalog {
    /// Looks a name up: a slug, an alias, or a model's own name, also with `openai/` before it.
    package func meaning(of name: String) -> NameMeaning {
        guard NameMeaning.isName(name) else { return .unknown }
        let bare = NameMeaning.bare(name)
        for text in name == bare ? [name] : [name, bare] {
            if let variant = variant(text) {
                return .variant(variant, fixesQuality: variant.isFixed(by: text))
            }
            if let family = models[text] {
                return .model(family, isReplaced: family.names.replaces.contains(text))
            }
        }
        return familyInsteadOf(bare).map { .unpriced(instead: $0) } ?? .unknown
    }

    /// The variant that a name means when nothing else is said; nil: unknown, or without a price.
    package func standardVariant(_ name: String, mode: Mode = .textToImage) -> Variant? {
        switch meaning(of: name) {
        case .variant(let variant, _): variant
        case .model(let family, _): family.variant(mode: mode, quality: nil)
        case .unpriced, .unknown: nil
        }
    }

    /// Models without a price, and what would be their slugs.
    private func familyInsteadOf(_ name: String) -> Family? {
        let wanted = name.replacing(".", with: "-")
        let candidates = families.flatMap { family in family.names.unpriced.map { ($0, family) } }
        return
            candidates
            .filter { unpriced, family in
                let text = unpriced.replacing(".", with: "-")
                return [text, "\(family.maker.lowercased())-\(text)"].contains {
                    wanted == $0 || wanted.hasPrefix($0 + "-")
                }
            }
            .max { $0.0.count < $1.0.count }?.1
    }
}

extension Variant {
    /// A slug says its quality, and so does an alias that ends with it.
    fileprivate func isFixed(by name: String) -> Bool {
        name == slug || quality.map { name.hasSuffix("-" + $0) } ?? true
    }
}
