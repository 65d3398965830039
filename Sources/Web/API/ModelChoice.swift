import Domain

/// The variant that an order means, and its input as that variant takes it. Every endpoint that sells
/// understands the same names: slugs, aliases, and a model's own name with a quality beside it.
struct ModelChoice: Sendable {
    let variant: Variant
    /// Without `quality`, where it was understood.
    private(set) var input: [String: JSONValue]
    private(set) var warnings: [String] = []

    /// The model of a client that names none.
    static let standardModel = "gpt-image-2.5-flare"

    /// - name: nil: the client named none.
    /// - mode: what is asked for, where it is known; nil: pictures in the input say it.
    init(
        _ name: String?,
        input: [String: JSONValue],
        mode: Mode? = nil,
        in catalog: Catalog
    ) throws(ModelProblem) {
        let asked = name ?? Self.standardModel
        let told = mode ?? (Self.hasPictures(input) ? .imageToImage : nil)
        let mode = told ?? .textToImage
        let quality = QualityWord(input["quality"])
        switch catalog.meaning(of: asked) {
        case .unknown: throw .unknown(asked, mode: told)
        case .unpriced(let family): throw .unpriced(asked, use: family.names.own.first ?? "")
        case .variant(let named, let fixesQuality):
            variant = try Self.tier(named, quality, fixesQuality: fixesQuality, asked, catalog)
            self.input = input
        case .model(let family, let isReplaced):
            guard let tier = family.variant(mode: mode, quality: quality.tier) else {
                throw .quality("'\(asked)' is sold with the qualities", family.qualities(of: mode))
            }
            variant = tier
            self.input = input
            if isReplaced || name == nil { makeSizeLegal() }
        }
        if variant.quality != nil, quality.isUnderstood { self.input["quality"] = nil }
    }

    private static func hasPictures(_ input: [String: JSONValue]) -> Bool {
        InputRules.pictureFields.contains { !(input[$0]?.isNothing ?? true) }
    }

    /// A name that says its quality is not overruled by a field: that would be another price.
    private static func tier(
        _ named: Variant,
        _ quality: QualityWord,
        fixesQuality: Bool,
        _ name: String,
        _ catalog: Catalog
    ) throws(ModelProblem) -> Variant {
        guard let own = named.quality, let wanted = quality.tier, wanted != own else {
            return named
        }
        let family = catalog.families.first { $0.name == named.family }
        guard let sister = family?.variant(mode: named.mode, quality: wanted) else {
            throw .quality("'quality' must be one of", family?.qualities(of: named.mode) ?? [])
        }
        guard !fixesQuality else {
            throw .fixedQuality(name, own, given: wanted, use: sister.slug)
        }
        return sister
    }

    /// Another model's size as the nearest that this one draws in the same shape.
    private mutating func makeSizeLegal() {
        guard let text = input["size"]?.stringValue, let size = PictureSize(text),
            let rule = variant.sizeRule, rule.objection(to: size) != nil,
            let larger = rule.sizeUpward(from: size)
        else { return }
        input["size"] = .string(larger.description)
        warnings.append(
            "size \(size) is drawn as \(larger), the nearest size of this shape that "
                + "'\(variant.slug)' has."
        )
    }
}

/// `quality` as clients of OpenAI's models say it.
struct QualityWord: Sendable {
    /// nil: left open.
    let tier: String?
    /// False for what is no text: the model's rules say so.
    let isUnderstood: Bool

    private static let words = ["low", "medium", "high", "xhigh", "max"]

    init(_ value: JSONValue?) {
        guard let value, !value.isNothing else {
            (tier, isUnderstood) = (nil, true)
            return
        }
        guard let text = value.stringValue else {
            (tier, isUnderstood) = (nil, false)
            return
        }
        isUnderstood = true
        // The words of dall-e-3 mean what they meant.
        switch true {
        case "auto".isSpelled(text): tier = nil
        case "standard".isSpelled(text): tier = "medium"
        case "hd".isSpelled(text): tier = "high"
        default: tier = Self.words.first { $0.isSpelled(text) } ?? text
        }
    }

    /// Whether it is one of the words that any model of OpenAI's takes.
    var isKnown: Bool { isUnderstood && (tier.map(Self.words.contains) ?? true) }
}
