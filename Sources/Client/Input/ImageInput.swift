import Foundation

/// What an image is made from: the fields that most models take, under the names that all of them
/// share. A field left nil is not sent, and the model's own default holds.
public struct ImageInput: Hashable, Sendable {
    public var prompt: String
    /// `1024x1024`, or `auto`.
    public var size: String?
    /// Images to make; each is charged.
    public var n: Int?
    /// The same seed with the same prompt gives the same image, where the model can.
    public var seed: Int64?
    /// `png`, `jpeg`, `webp`.
    public var outputFormat: String?
    /// `opaque`, `transparent`, `auto`.
    public var background: String?
    /// `16:9`: instead of `size`.
    public var aspectRatio: String?
    /// `1K`, `2K`, `4K`: together with `aspectRatio`.
    public var resolution: String?
    /// http(s) links or `data:` URLs of images to work from.
    public var imageURLs: [String]
    /// Where the first image may be changed: transparent pixels of this one.
    public var maskURL: String?
    /// Fields of one model only, by their own names. They win over the ones above.
    public var extra: [String: JSON]

    public init(
        prompt: String,
        size: String? = nil,
        n: Int? = nil,
        seed: Int64? = nil,
        outputFormat: String? = nil,
        background: String? = nil,
        aspectRatio: String? = nil,
        resolution: String? = nil,
        imageURLs: [String] = [],
        maskURL: String? = nil,
        extra: [String: JSON] = [:]
    ) {
        self.prompt = prompt
        self.size = size
        self.n = n
        self.seed = seed
        self.outputFormat = outputFormat
        self.background = background
        self.aspectRatio = aspectRatio
        self.resolution = resolution
        self.imageURLs = imageURLs
        self.maskURL = maskURL
        self.extra = extra
    }

    /// The `input` object as it is sent.
    public var fields: [String: JSON] {
        let known: [String: JSON?] = [
            "prompt": .string(prompt),
            "size": size.map(JSON.string),
            "n": n.map { .number(Decimal($0)) },
            "seed": seed.map { .number(Decimal($0)) },
            "output_format": outputFormat.map(JSON.string),
            "background": background.map(JSON.string),
            "aspect_ratio": aspectRatio.map(JSON.string),
            "resolution": resolution.map(JSON.string),
            "image_urls": imageURLs.isEmpty ? nil : .array(imageURLs.map(JSON.string)),
            "mask_url": maskURL.map(JSON.string),
        ]
        return known.compactMapValues { $0 }.merging(extra) { _, own in own }
    }
}
