import Domain

/// What a valid request asks for.
struct SimulatorJob {
    var count: Int
    var width: Int
    var height: Int
    var media: MediaType
    var quality: String
    var background: String
    var inputPictures = 0
    /// Half-done pictures before the whole one; nil: no stream was asked for.
    var partials: Int?

    var size: String { "\(width)x\(height)" }
}

/// Judges requests as OpenAI would.
struct SimulatorImages {
    let request: SimulatorRequest
    let isEdit: Bool
    let today: CivilDate

    private static let shared: Set<String> = [
        "prompt", "model", "n", "size", "quality", "background", "output_format",
        "output_compression", "stream", "partial_images", "user", "safety_identifier", "complexity",
    ]
    private static let generation = shared.union(["moderation"])
    private static let edit = shared.union(["input_fidelity"])

    func job() throws(SimulatorError) -> SimulatorJob {
        let allowed = isEdit ? SimulatorImages.edit : SimulatorImages.generation
        if let unknown = request.fields.keys.filter({ !allowed.contains($0) }).min() {
            throw SimulatorError(
                code: "unknown_parameter",
                param: unknown,
                message: "Unknown parameter: '\(unknown)'."
            )
        }
        guard !request.prompt.isEmpty else { throw .missing("prompt") }
        guard request.prompt.unicodeScalars.count <= 32_000 else {
            throw SimulatorError(
                code: "string_above_max_length",
                param: "prompt",
                message: "Invalid 'prompt': string too long. Expected at most 32000 characters."
            )
        }
        let model = try model()
        let size = try size(model)
        let media = try media()
        try checkTransparency(media)
        try checkFidelity(model)
        return SimulatorJob(
            count: try number("n", 1...10) ?? 1,
            width: size.width,
            height: size.height,
            media: media,
            quality: try quality(model),
            background: try choice("background", ["transparent", "opaque", "auto"]) ?? "opaque",
            inputPictures: isEdit ? try pictures() : 0,
            partials: try partials()
        )
    }

    private func text(_ name: String) throws(SimulatorError) -> String? {
        guard let value = request.fields[name] else { return nil }
        guard let text = value.stringValue else {
            throw SimulatorError(
                code: "invalid_type",
                param: name,
                message: "Invalid type for '\(name)': expected a string, but got \(value.typeName)."
            )
        }
        return text
    }

    private func choice(
        _ name: String,
        _ allowed: Set<String>
    ) throws(SimulatorError) -> String? {
        guard let value = try text(name) else { return nil }
        guard allowed.contains(value) else {
            let list = allowed.sorted().map { "'\($0)'" }.joined(separator: ", ")
            throw .invalid(name, "Invalid value: '\(value)'. Supported values are: \(list).")
        }
        return value == "auto" ? nil : value
    }

    /// In a form, numbers are text.
    private func number(
        _ name: String,
        _ range: ClosedRange<Int>
    ) throws(SimulatorError) -> Int? {
        guard let value = request.fields[name] else { return nil }
        let whole = isEdit ? value.stringValue.flatMap(Int.init) : value.intValue.map(Int.init)
        guard let whole else {
            throw SimulatorError(
                code: "invalid_type",
                param: name,
                message: "Invalid type for '\(name)': expected an integer."
            )
        }
        guard range.contains(whole) else {
            throw .invalid(name, "Invalid '\(name)': expected a value within \(range).")
        }
        return whole
    }

    private func partials() throws(SimulatorError) -> Int? {
        let partials = try number("partial_images", 0...3)
        let stream = request.fields["stream"]
        guard stream == true || isEdit && stream == "true" else {
            guard partials == nil else {
                throw .invalid("partial_images", "'partial_images' is only for 'stream'.")
            }
            return nil
        }
        return partials ?? 0
    }

    private func model() throws(SimulatorError) -> SimulatorModel {
        guard let name = try text("model") else { throw .missing("model") }
        guard let model = SimulatorModel.all.first(where: { $0.id == name }),
            !model.isShutDown(on: today)
        else {
            throw SimulatorError(
                status: 404,
                code: "model_not_found",
                message: "The model '\(name)' does not exist or you do not have access to it."
            )
        }
        return model
    }

    private func size(_ model: SimulatorModel) throws(SimulatorError) -> (width: Int, height: Int) {
        guard let size = try text("size"), size != "auto" else { return (1_024, 1_024) }
        guard let dimensions = model.dimensions(size) else {
            throw .invalid("size", "Invalid size '\(size)' for model '\(model.id)'.")
        }
        return dimensions
    }

    private func quality(_ model: SimulatorModel) throws(SimulatorError) -> String {
        try choice("quality", model.qualities) ?? "high"
    }

    private func media() throws(SimulatorError) -> MediaType {
        let format = try choice("output_format", ["png", "jpeg", "webp"]) ?? "png"
        let media: MediaType = format == "jpeg" ? .jpeg : format == "webp" ? .webp : .png
        if let level = try number("output_compression", 0...100), level < 100, media == .png {
            throw .invalid(
                "output_compression",
                "Compression less than 100 is not supported for PNG."
            )
        }
        return media
    }

    private func checkTransparency(_ media: MediaType) throws(SimulatorError) {
        guard try text("background") == "transparent", media == .jpeg else { return }
        throw .invalid("background", "Transparent background is not supported for JPEG.")
    }

    private func checkFidelity(_ model: SimulatorModel) throws(SimulatorError) {
        guard let fidelity = try text("input_fidelity") else { return }
        guard model.fidelities.contains(fidelity) else {
            throw .invalid(
                "input_fidelity",
                "The parameter 'input_fidelity' = '\(fidelity)' is not supported by '\(model.id)'."
            )
        }
    }

    /// Checks the input pictures of an edit and counts them.
    private func pictures() throws(SimulatorError) -> Int {
        let images = request.files.filter { $0.field == "image" || $0.field == "image[]" }
        if let other = request.files.first(where: {
            !["image", "image[]", "mask"].contains($0.field)
        }) {
            throw .invalid(other.field, "Unknown file field '\(other.field)'.")
        }
        guard !images.isEmpty else { throw .missing("image") }
        let plain = images.count { $0.field == "image" }
        guard plain == 0 || images.count == 1 else {
            throw .invalid("image", "Duplicate parameter: 'image'. Use 'image[]' for several.")
        }
        guard images.count <= 16 else { throw .invalid("image", "At most 16 images are allowed.") }
        for image in images {
            let media = MediaType.sniff(image.bytes)
            guard media != nil, media != .gif, image.bytes.count < 50 << 20 else {
                throw SimulatorError(
                    code: "invalid_image_file",
                    param: "image",
                    message: "Invalid image file or mode for image \(image.name ?? "")."
                )
            }
        }
        if let mask = request.files.first(where: { $0.field == "mask" }) {
            try check(mask: mask.bytes, for: images[0].bytes)
        }
        return images.count
    }

    private func check(mask: [UInt8], for image: [UInt8]) throws(SimulatorError) {
        let facts = try? ImageInspection.inspect(whole: mask)
        let target = try? ImageInspection.inspect(whole: image)
        guard let facts, facts.media == .png, mask.count < 4 << 20 else {
            throw .invalid("mask", "The mask must be a PNG of less than 4 MB.")
        }
        guard let target, (facts.width, facts.height) == (target.width, target.height) else {
            throw .invalid("mask", "The mask must have the same dimensions as the image.")
        }
    }
}
