import Crypto
import Domain
import Drawing

/// An order in the Sandbox's own terms.
struct SandboxOrder {
    let prompt: String
    let width: Int
    let height: Int
    let count: Int
    let format: PictureFormat
    let compression: Int
    let isTransparent: Bool
    /// The first output's; the next ones count up from it.
    let seed: Int64
    let quality: String
    /// What the caption calls the model.
    let title: String
    private let isNameless: Bool
    let model: String
    let images: [String]

    /// - Throws: `.refused` as invalid input, for what `InputRules` would not have let through.
    init(_ order: ProviderRequest) throws(ProviderFailure) {
        let input = SandboxOrder.input(of: order)
        prompt = order.prompt
        images = order.images.map(\.path)
        (width, height) = try SandboxOrder.size(input["size"]?.stringValue)
        count = order.count
        format = try SandboxOrder.format(input["output_format"]?.stringValue)
        compression = Int(input["output_compression"]?.intValue ?? 100)
        isTransparent = input["background"]?.stringValue == "transparent"
        seed = input["seed"]?.intValue ?? SandboxOrder.seed(of: order.taskID)
        let quality = input["quality"]?.stringValue ?? "auto"
        self.quality = quality == "auto" ? "medium" : quality
        model = order.standsInFor ?? order.model
        isNameless = order.isNameless
        // In the place of one of its own it is that one.
        let other = order.standsInFor.flatMap { $0.hasPrefix("sandbox-") ? nil : $0 }
        title = isNameless ? "Sandbox" : other.map { "stands in for \($0)" } ?? order.model
        guard (1...10).contains(count) else { throw .invalidInput("n must be 1 to 10.") }
        guard (0...100).contains(compression) else {
            throw .invalidInput("output_compression must be 0 to 100.")
        }
        guard !isTransparent || format != .jpeg else {
            throw .invalidInput("A transparent background needs output_format png or webp.")
        }
    }

    /// Output `index` (0 first) as the drawing child wants it.
    func picture(_ index: Int, withNotes hasNotes: Bool) -> PictureRequest {
        let seed = seed &+ Int64(index)
        return PictureRequest(
            prompt: prompt,
            width: width,
            height: height,
            seed: seed,
            format: format,
            compression: compression,
            isTransparent: isTransparent,
            caption: "\(title)  ·  seed \(seed)",
            images: images,
            notes: hasNotes ? notes(seed: seed) : []
        )
    }

    /// The first picture on its way: the same scene, its text a few words longer each time.
    func partials(_ count: Int) -> [PictureRequest] {
        let words = prompt.split(separator: " ")
        return (0..<count).map { step in
            var picture = picture(0, withNotes: false)
            let shown = words.count * (step + 1) / (count + 1)
            picture.prompt = words.prefix(shown).joined(separator: " ") + "…"
            return picture
        }
    }

    private func notes(seed: Int64) -> [PictureNote] {
        [
            PictureNote(keyword: "Software", text: "AI Generate Sandbox"),
            PictureNote(keyword: "prompt", text: prompt),
            PictureNote(keyword: "seed", text: String(seed)),
        ] + (isNameless ? [] : [PictureNote(keyword: "model", text: model)])
    }

    /// What the route fixes wins over what the customer wrote.
    private static func input(of order: ProviderRequest) -> [String: JSONValue] {
        (order.input.objectValue ?? [:]).merging(order.parameters) { _, fixed in fixed }
    }

    private static func size(_ text: String?) throws(ProviderFailure) -> (width: Int, height: Int) {
        guard let text, text != "auto" else { return (1024, 1024) }
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1],
            (16...16_383).contains(width), (16...16_383).contains(height),
            width * height <= PictureRequest.mostPixels
        else {
            throw .invalidInput("size must be WIDTHxHEIGHT, 16x16 to 3840x2160 pixels, or auto.")
        }
        return (width, height)
    }

    private static func format(_ text: String?) throws(ProviderFailure) -> PictureFormat {
        guard let text, text != "auto" else { return .png }
        guard let format = PictureFormat(rawValue: text == "jpg" ? "jpeg" : text) else {
            throw .invalidInput("output_format must be png, jpeg or webp.")
        }
        return format
    }

    /// The same task is always drawn from the same seed. 31 bits: easy to read and to type again.
    static func seed(of taskID: String) -> Int64 {
        SHA256.hash(data: Array(taskID.utf8)).prefix(4).reduce(0) { $0 << 8 | Int64($1) }
            & 0x7FFF_FFFF
    }
}

extension ProviderFailure {
    static func invalidInput(_ message: String) -> ProviderFailure {
        .refused(Refusal(kind: .invalidInput, message: message), detail: message)
    }
}
