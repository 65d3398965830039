import Domain

/// A request of OpenAI's images API with its own fields checked; what the model takes is checked
/// later, by the model's rules. The contract is openai-python 3.57.0 (image_generate_params.py,
/// image_edit_params.py).
struct ImageRequest: Sendable {
    enum Kind: String, Sendable {
        case generation = "image_generation"
        case edit = "image_edit"

        var mode: Mode { self == .edit ? .imageToImage : .textToImage }
    }

    enum Format: String, Sendable, CaseIterable {
        case base64 = "b64_json"
        case url
    }

    let kind: Kind
    /// A name of OpenAI's or one of our slugs; nil: the client named none.
    let model: String?
    let quality: JSONValue?
    /// The model's own fields, under our names.
    private let input: [String: JSONValue]
    /// Fields that have an effect only where the model has them.
    private let optional: [String: JSONValue]
    let metadata: [String: JSONValue]?
    let isStreamed: Bool
    /// Half-done pictures that are wanted while it is drawn: 0 to 3.
    let partials: Int
    let format: Format
    /// Fields without effect in such a request, whatever the model is.
    private let idle: [String]
    /// What the caller calls its pictures and its mask.
    private let names: (pictures: String, mask: String)
}

extension ImageRequest {
    /// - fields: the body's members; for an edit, `image_urls` and `mask_url` in our own form.
    /// - pictures: what an edit's caller calls them: `image` in a form, `images` in JSON.
    init(
        _ kind: Kind,
        fields: [String: JSONValue],
        pictures: String? = nil
    ) throws(APIError) {
        names = pictures.map { ($0, "mask") } ?? ("image_urls", "mask_url")
        var fields = ImageFields(fields)
        self.kind = kind
        model = try fields.text("model")
        quality = try fields.quality()
        isStreamed = try fields.flag("stream") ?? false
        let partials = Int(try fields.integer("partial_images", 0...3) ?? 0)
        let format = try fields.format()
        metadata = try fields.pairs("metadata")
        optional = fields.takeOptional()
        try fields.refuseUnsold()
        // A stream carries the pictures themselves, and only a stream shows half-done ones.
        self.partials = isStreamed ? partials : 0
        self.format = isStreamed ? .base64 : format ?? Self.usualFormat(of: model)
        idle =
            (isStreamed || partials == 0 ? [] : ["partial_images"])
            + (isStreamed && format == .url ? ["response_format"] : [])
        input = try fields.rest()
    }

    /// The clients of dall-e look for a link where they ask for nothing.
    private static func usualFormat(of model: String?) -> Format {
        NameMeaning.bare(model ?? "").hasPrefix("dall-e-") ? .url : .base64
    }

    var background: JSONValue { input["background"] ?? "auto" }

    /// The variant that it means, and the input without what has no effect there.
    func choice(
        in catalog: Catalog
    ) throws(ModelProblem) -> (variant: Variant, input: Accepted, warnings: [String]) {
        var all = input
        all["quality"] = quality
        let choice = try ModelChoice(model, input: all, mode: kind.mode, in: catalog)
        let variant = choice.variant
        if kind == .edit, variant.inputs.field("image_urls") == nil {
            let family = catalog.families.first { $0.name == variant.family }
            throw .noPictures(
                variant.slug,
                use: family?.variant(mode: .imageToImage, quality: variant.quality)?.slug
            )
        }
        return (variant, accepted(choice.input, by: variant), choice.warnings)
    }

    /// Fields as a model takes them, and the names of those that have no effect there.
    struct Accepted: Sendable {
        var fields: [String: JSONValue]
        var ignored: [String]
    }

    private func accepted(_ input: [String: JSONValue], by variant: Variant) -> Accepted {
        var accepted = Accepted(fields: input, ignored: idle)
        for (name, value) in optional {
            if variant.inputs.field(name) == nil {
                accepted.ignored.append(name)
            } else {
                accepted.fields[name] = value
            }
        }
        // The Sandbox draws in one quality only.
        if variant.inputs.field("quality") == nil {
            accepted.fields["quality"] = nil
            if QualityWord(quality).tier != nil { accepted.ignored.append("quality") }
        }
        if partials > 0, variant.inputs.field("partial_images") != nil {
            accepted.fields["partial_images"] = .int(Int64(partials))
        }
        accepted.ignored.sort()
        return accepted
    }

    /// An error that is said of the task's fields, by the caller's own names for them.
    func naming(_ error: APIError) -> APIError {
        var error = error
        error.param = error.param.map(inOwnWords)
        error.message = inOwnWords(error.message)
        return error
    }

    /// Why a task of this request ended without a picture.
    func failure(of task: MediaTask) -> APIError { naming(.failed(task)) }

    private func inOwnWords(_ text: String) -> String {
        text.replacing("'input.", with: "'").replacing("image_urls", with: names.pictures)
            .replacing("mask_url", with: names.mask)
    }
}
