import Domain

/// One family's file.
struct FamilySheet: StrictSheet {
    let family: String
    let title: String
    let maker: String
    let summary: String
    /// The model's own names, the usual one first.
    let names: [String]?
    /// Its dated versions.
    let snapshots: [String]?
    /// Models that ended or are not sold here, whose clients get this one.
    let replaces: [String]?
    /// Newer models without a price, for which this one is the hint.
    let unpriced: [String]?
    /// A preset of input fields by its name; `fields` come after it.
    let inputs: String?
    let fields: [Strict<FieldSheet>]?
    let sizes: Strict<SizesSheet>?
    let variants: [Strict<VariantSheet>]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case family, title, maker, summary, names, snapshots, replaces, unpriced
        case inputs, fields, sizes, variants
    }
    typealias Key = CodingKeys

    var familyNames: FamilyNames {
        FamilyNames(
            own: names ?? [],
            snapshots: snapshots ?? [],
            replaces: replaces ?? [],
            unpriced: unpriced ?? []
        )
    }
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
