import Domain

/// One family's file.
struct FamilySheet: StrictSheet {
    let family: String
    let title: String
    let maker: String
    let summary: String
    /// A preset of input fields by its name; `fields` come after it.
    let inputs: String?
    let fields: [Strict<FieldSheet>]?
    let sizes: Strict<SizesSheet>?
    let variants: [Strict<VariantSheet>]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case family, title, maker, summary, inputs, fields, sizes, variants
    }
    typealias Key = CodingKeys
}

/// Input fields that several families share.
struct PresetSheet: StrictSheet {
    let preset: String
    let fields: [Strict<FieldSheet>]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case preset, fields
    }
    typealias Key = CodingKeys
}
