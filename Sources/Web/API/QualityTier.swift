import Domain

/// The model that an order means. Here a quality is part of the slug and has its price; clients of
/// other services put `quality` into the input, beside a name that leaves it open.
struct QualityTier: Sendable {
    /// A slug or alias.
    let model: String
    /// Without `quality`, where it was understood.
    let input: [String: JSONValue]

    init(_ order: TaskOrder, in catalog: Catalog) throws(APIError) {
        guard let variant = catalog.variant(order.model), let own = variant.quality,
            let given = order.input["quality"]?.stringValue
        else {
            (model, input) = (order.model, order.input)
            return
        }
        input = order.input.filter { $0.key != "quality" }
        if given == own || given == "auto" {
            model = order.model
            return
        }
        let sisters = catalog.allVariants.filter {
            $0.family == variant.family && $0.mode == variant.mode
        }
        guard let sister = sisters.first(where: { $0.quality == given }) else {
            throw .unprocessable(
                "'quality' must be one of \(sisters.compactMap(\.quality).joined(separator: ", ")). "
                    + "Nothing was charged.",
                param: "input.quality"
            )
        }
        guard order.model != variant.slug else {
            throw .unprocessable(
                "'\(variant.slug)' is '\(own)' by its name, so 'quality' cannot be '\(given)'. "
                    + "Leave it out, or order '\(sister.slug)'. Nothing was charged.",
                param: "input.quality"
            )
        }
        model = sister.slug
    }
}
