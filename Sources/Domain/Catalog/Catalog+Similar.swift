extension Catalog {
    /// Names most like one that does not exist, for the error message: of the mode that was asked for,
    /// and only what can be ordered, short names first.
    ///
    /// - mode: nil: as the name itself says, else from text.
    /// - works: whether a variant can be ordered now.
    package func similar(
        to name: String,
        mode: Mode? = nil,
        limit: Int = 3,
        works: (Variant) -> Bool = { _ in true }
    ) -> [String] {
        guard NameMeaning.isName(name) else { return [] }
        let wanted = Likeness(name)
        let mode = mode ?? wanted.mode ?? .textToImage
        let ranked = candidates(mode)
            .map { (candidate: $0, likeness: wanted.likeness(to: Likeness($0.name))) }
            .filter { candidate, likeness in
                // A model that ended is no hint, unless it is the one that was meant.
                (candidate.isReplaced ? likeness.isSame : likeness.isNear)
                    && works(candidate.variant)
            }
            .sorted { ($1.likeness, $0.candidate.order) < ($0.likeness, $1.candidate.order) }
            .prefix(limit).map(\.candidate)
        guard let best = ranked.first else { return [] }
        // The model's own name is the one to remember, however much longer the others are.
        let own = ranked.contains(where: \.isModel) ? nil : modelName(of: best.variant)
        let names =
            ranked.map(\.name).prefix(own == nil ? limit : limit - 1) + [own].compactMap(\.self)
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    private struct Candidate {
        let name: String
        let variant: Variant
        var isModel = false
        var isReplaced = false

        /// Short names first, then by the alphabet.
        var order: Order { Order(length: name.utf8.count, name: name) }
    }

    private struct Order: Comparable {
        let length: Int
        let name: String

        static func < (one: Order, other: Order) -> Bool {
            (one.length, one.name) < (other.length, other.name)
        }
    }

    private func candidates(_ mode: Mode) -> [Candidate] {
        let models = families.flatMap { family in
            (family.names.own + family.names.replaces).compactMap { name -> Candidate? in
                guard let variant = family.variant(mode: mode, quality: nil) else {
                    return nil
                }
                return Candidate(
                    name: name,
                    variant: variant,
                    isModel: true,
                    isReplaced: family.names.replaces.contains(name)
                )
            }
        }
        let slugs = allVariants.filter { $0.takes(mode) }.map {
            Candidate(name: $0.slug, variant: $0)
        }
        return models + slugs
    }

    private func modelName(of variant: Variant) -> String? {
        families.first { $0.name == variant.family }?.names.own.first
    }
}

extension Variant {
    /// The Sandbox's variants take a prompt, with or without input images.
    fileprivate func takes(_ mode: Mode) -> Bool {
        self.mode == mode || (mode == .imageToImage && inputs.field("image_urls") != nil)
    }
}

/// What makes two names look alike: the words that they share, then the pairs of letters.
private struct Likeness {
    private let words: Set<Substring>
    private let pairs: Set<UInt16>

    init(_ name: String) {
        let text = name.lowercased()
        var words: Set<Substring> = []
        for part in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            words.insert(part)
            // `image2` is `image` and `2`.
            words.formUnion(part.split(whereSeparator: \.isNumber))
            words.formUnion(part.split(whereSeparator: \.isLetter))
        }
        self.words = words
        let letters = text.utf8.filter { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (48...57).contains(byte)
        }
        pairs = Set(zip(letters, letters.dropFirst()).map { UInt16($0) << 8 | UInt16($1) })
    }

    struct Score: Comparable {
        let words: Int
        /// Of a thousand.
        let pairs: Int

        var isNear: Bool { words > 0 || pairs >= 500 }
        /// But for hyphens and points.
        var isSame: Bool { pairs >= 900 }

        static func < (one: Score, other: Score) -> Bool {
            (one.words, one.pairs) < (other.words, other.pairs)
        }
    }

    func likeness(to other: Likeness) -> Score {
        Score(
            words: words.intersection(other.words).count,
            pairs: 2_000 * pairs.intersection(other.pairs).count
                / max(1, pairs.count + other.pairs.count)
        )
    }

    /// The mode that the name itself speaks of.
    var mode: Mode? {
        if words.contains("edit") || words.contains("edits") { return .imageToImage }
        guard words.contains("to"), words.contains("image") else { return nil }
        return words.contains("text") ? .textToImage : .imageToImage
    }
}
