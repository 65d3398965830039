import Domain

/// Values on both sides of a field's limits.
struct FieldEdges {
    let allowed: [JSONValue]
    let refused: [JSONValue]

    /// nil for limits that leave nothing to try.
    init?(_ field: InputField) {
        switch field.kind {
        case .text(let longest):
            let text = String(repeating: "ü", count: longest)
            allowed = [.string("x"), .string(text)]
            refused = [.string(text + "x"), 1, ["x"], true]
        case .choice(let options):
            allowed = options.map(JSONValue.string)
            refused = ["best", .string("\(options.joined()) "), 1]
        case .integer(let range):
            allowed = [.int(range.lowerBound), .int(range.upperBound)]
            refused = [
                .int(range.lowerBound - 1), .int(range.upperBound + 1), .decimal("1.5"),
                .decimal("1e-1"), "1",
            ]
        case .flag:
            allowed = [true, false]
            refused = ["true", 1]
        case .size(let rule, let allowsAuto):
            guard allowsAuto else { return nil }
            let sizes = SizeEdges(rule)
            allowed = sizes.allowed.map(JSONValue.string) + ["auto"]
            refused = sizes.refused.map(JSONValue.string) + ["1024", "AUTO ", 1024]
        case .imageURLs(let most):
            let urls = [JSONValue](repeating: "https://example.com/a.png", count: most)
            let none: [JSONValue] = [[]]
            allowed = [.array(urls)] + (field.isRequired ? [] : none)
            refused =
                [.array(urls + ["https://example.com/b.png"]), [1], true]
                + (field.isRequired ? none : [])
        case .imageURL:
            allowed = ["https://example.com/mask.png"]
            refused = [1, ["https://example.com/mask.png"]]
        }
    }
}

/// Sizes on both sides of a rule.
private struct SizeEdges {
    let allowed: [String]
    let refused: [String]

    init(_ rule: SizeRule) {
        switch rule {
        case .listed(let sizes):
            allowed = sizes.map(\.description)
            refused = ["512x512", "1024x1025", "1536x1536", "16x16"]
        case .free(let limits) where limits.multipleOf == 16:
            allowed = ["1024x640", "640x1024", "3840x2160", "2160x3840", "1536x512"]
            refused = ["1024x624", "1000x1000", "3856x2144", "2896x2880", "2048x672"]
        case .free:
            allowed = ["16x16", "16x3840", "3840x2160", "517x1023"]
            refused = ["15x100", "3841x100", "2881x2880", "1x1"]
        }
    }
}
