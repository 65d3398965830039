import Domain

/// One input field. Exactly one of `text`, `choice`, `integer`, `flag`, `size`, `quality`,
/// `image-urls` and `image-url` says what kind of value it holds.
struct FieldSheet: StrictSheet {
    let name: String
    let summary: String
    /// The modes that have it; absent: all.
    let modes: [Mode]?
    let required: Bool?
    /// As text, read according to the kind.
    let standard: String?

    /// The longest text, in characters.
    let text: Int?
    let choice: [String]?
    /// Lowest and highest.
    let integer: [Int64]?
    let flag: Bool?
    /// The family's sizes.
    let size: Bool?
    /// The variant's own quality, or `auto`; variants without a quality have no such field.
    let quality: Bool?
    /// The most pictures.
    let imageURLs: Int?
    let imageURL: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, summary, modes, required, text, choice, integer, flag, size, quality
        case standard = "default"
        case imageURLs = "image-urls"
        case imageURL = "image-url"
    }
    typealias Key = CodingKeys
}

extension FieldSheet {
    /// nil when the variant has no such field.
    func field(
        mode: Mode,
        quality own: String?,
        sizes: SizesSheet?
    ) throws(SheetFault) -> InputField? {
        guard modes?.contains(mode) ?? true else { return nil }
        if quality == true, own == nil { return nil }
        let kind = try kind(quality: own, sizes: sizes)
        return InputField(
            name: name,
            kind: kind,
            isRequired: required ?? false,
            defaultValue: try defaultValue(of: kind)
                ?? (quality == true ? own.map(JSONValue.string) : nil),
            summary: summary
        )
    }

    private func kind(
        quality own: String?,
        sizes: SizesSheet?
    ) throws(SheetFault) -> InputField.Kind {
        var kinds: [InputField.Kind] = []
        if let text { kinds.append(.text(longest: text)) }
        if let choice { kinds.append(.choice(choice)) }
        if let integer { kinds.append(.integer(try range(integer))) }
        if flag == true { kinds.append(.flag) }
        if size == true {
            guard let sizes else { throw fault("the family has no sizes") }
            kinds.append(.size(try sizes.rule(), allowsAuto: sizes.auto))
        }
        if quality == true, let own { kinds.append(.choice([own, "auto"])) }
        if let imageURLs { kinds.append(.imageURLs(most: imageURLs)) }
        if imageURL == true { kinds.append(.imageURL) }
        guard let kind = kinds.first, kinds.count == 1 else {
            throw fault(
                "needs exactly one of text, choice, integer, flag, size, quality, image-urls, image-url"
            )
        }
        return kind
    }

    private func range(_ bounds: [Int64]) throws(SheetFault) -> ClosedRange<Int64> {
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            throw fault("integer needs [lowest, highest]")
        }
        return bounds[0]...bounds[1]
    }

    private func defaultValue(of kind: InputField.Kind) throws(SheetFault) -> JSONValue? {
        guard let standard else { return nil }
        switch kind {
        case .text, .choice, .size: return .string(standard)
        case .integer:
            guard let number = Int64(standard) else { throw fault("default is not an integer") }
            return .int(number)
        case .flag:
            guard let flag = Bool(standard) else { throw fault("default is not true or false") }
            return .bool(flag)
        case .imageURLs, .imageURL: throw fault("a picture has no default")
        }
    }

    private func fault(_ message: String) -> SheetFault {
        SheetFault(field: "fields.\(name)", message: message)
    }
}
