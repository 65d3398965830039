import Domain

/// Finds the variant that a request of OpenAI's shape means: one of our slugs, or OpenAI's name of
/// a model together with a quality.
struct ModelNames: Sendable {
    let catalog: Catalog

    /// What `auto` means where the customer leaves the quality open: the tier that OpenAI's models
    /// choose most, and the answer says which it was.
    static let standardQuality = "medium"

    func variant(_ request: ImageRequest) throws(APIError) -> Variant {
        if let variant = catalog.variant(request.model) { return try own(variant, request) }
        let named = catalog.allVariants.filter { $0.upstreamModel == request.model }
        guard !named.isEmpty else { throw unknown(request.model) }
        let wanted: Mode = request.kind == .edit ? .imageToImage : .textToImage
        let tiers = named.filter { $0.mode == wanted }
        let quality = request.quality ?? standardTier(of: tiers)
        guard let variant = tiers.first(where: { $0.quality == quality }) else {
            throw .invalidValue(
                "'\(request.model)' is sold with the qualities "
                    + tiers.compactMap(\.quality).joined(separator: ", ") + ".",
                param: "quality"
            )
        }
        return variant
    }

    private func standardTier(of tiers: [Variant]) -> String? {
        let sold = tiers.compactMap(\.quality)
        return sold.contains(Self.standardQuality) ? Self.standardQuality : sold.first
    }

    /// A slug says its quality itself; another one beside it is a mistake.
    private func own(_ variant: Variant, _ request: ImageRequest) throws(APIError) -> Variant {
        if let quality = request.quality, let fixed = variant.quality, quality != fixed {
            throw .invalidValue(
                "'\(variant.slug)' is '\(fixed)' by its name. Leave 'quality' out, or choose "
                    + "another model.",
                param: "quality"
            )
        }
        guard request.kind == .edit, variant.inputs.field("image_urls") == nil else {
            return variant
        }
        let edits = catalog.allVariants.filter {
            $0.family == variant.family && $0.quality == variant.quality
                && $0.mode == .imageToImage
        }
        let hint = edits.first.map { " Use '\($0.slug)'." } ?? ""
        throw .invalidValue("'\(variant.slug)' takes no input pictures.\(hint)", param: "model")
    }

    private func unknown(_ name: String) -> APIError {
        let similar = catalog.similar(to: name)
        let hint =
            similar.isEmpty
            ? "See /v1/models." : "Did you mean \(similar.joined(separator: ", "))?"
        return .modelNotFound("The model '\(name)' does not exist here. \(hint)")
    }
}

extension Variant {
    /// The name that OpenAI's clients know it by.
    var upstreamModel: String? { routes.first { $0.provider == "openai" }?.model }

    /// The quality that its slug stands for.
    var quality: String? { routes.lazy.compactMap { $0.parameters["quality"]?.stringValue }.first }
}
