/// The order that every page shows for a variant, and whose price it says: one output, in the cheapest
/// size that has a price, with an input image where the variant edits one. It leaves nothing open, so
/// what it holds is what it costs.
package struct SampleOrder: Hashable, Sendable {
    package let input: [String: JSONValue]
    /// nil for a variant that takes no size.
    package let size: PictureSize?
    package let price: MicroUSD
    /// What the same order holds in the dearest size: "up to".
    package let most: MicroUSD

    package static let prompt = "a red fox sitting in snow, golden hour, photographic"

    /// A PNG of 64 x 64 pixels, so that an edit can be tried as it is written.
    package static let image =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgE"
        + "sAtlKgObxwi+hcEKLNP1WgQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
        + "LgswXUFasmDlBgAAAABJRU5ErkJggg=="
}

extension Variant {
    package var sample: SampleOrder {
        let size = sampleSize
        var input: [String: JSONValue] = ["prompt": .string(SampleOrder.prompt)]
        if let size { input["size"] = .string(size.description) }
        if editsImages { input["image_urls"] = [.string(SampleOrder.image)] }
        let images = editsImages ? 1 : 0
        let most = price.quote(size: nil, count: 1, inputImages: images)?.hold ?? .zero
        return SampleOrder(
            input: input,
            size: size,
            price: price.quote(size: size, count: 1, inputImages: images)?.hold ?? most,
            most: most
        )
    }

    /// An order without an input image makes no sense.
    package var editsImages: Bool {
        mode == .imageToImage && inputs.field("image_urls") != nil
    }

    private var sampleSize: PictureSize? {
        guard case .size(let rule, _) = inputs.field("size")?.kind else { return nil }
        switch price.output {
        case .flat:
            let usual = PictureSize(width: 1_024, height: 1_024)
            if rule.objection(to: usual) == nil { return usual }
            guard case .listed(let sizes) = rule else { return nil }
            return sizes.first
        case .table(let rows):
            let drawn = rows.filter { rule.objection(to: $0.size) == nil }
            return drawn.min { $0.price < $1.price }?.size
        }
    }
}
