import Domain

/// A request of OpenAI's images API with its own fields checked; what the model takes is checked
/// later, by the model's rules. The contract is openai-python 3.54.0 (image_generate_params.py,
/// image_edit_params.py).
struct ImageRequest: Sendable {
    enum Kind: String, Sendable {
        case generation = "image_generation"
        case edit = "image_edit"
    }

    enum Format: String, Sendable {
        case base64 = "b64_json"
        case url
    }

    let kind: Kind
    /// A name of OpenAI's or one of our slugs.
    let model: String
    let quality: String?
    /// The model's own fields, under our names.
    let input: [String: JSONValue]
    let metadata: [String: JSONValue]?
    let isStreamed: Bool
    /// Half-done pictures that are wanted while it is drawn: 0 to 3.
    let partials: Int
    let format: Format
    /// `input_fidelity` or `style`, where the request has them: taken, without effect.
    let ignored: [String]
    /// What the caller calls its pictures and its mask.
    private let names: (pictures: String, mask: String)

    /// The model that OpenAI's clients mean when they name none.
    static let standardModel = "gpt-image-2"
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
        model = try fields.text("model") ?? Self.standardModel
        quality = try fields.quality()
        isStreamed = try fields.flag("stream") ?? false
        partials = Int(try fields.integer("partial_images", 0...3) ?? 0)
        format = try fields.format()
        metadata = try fields.pairs("metadata")
        ignored = fields.takeIgnored()
        try fields.refuseUnsold()
        guard isStreamed || partials == 0 else {
            throw .invalidValue("'partial_images' needs 'stream': true.", param: "partial_images")
        }
        guard !isStreamed || format == .base64 else {
            throw .invalidValue(
                "A stream carries the pictures themselves: leave 'response_format' out.",
                param: "response_format"
            )
        }
        input = try fields.rest()
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
