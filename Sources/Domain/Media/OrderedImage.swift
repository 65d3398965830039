/// What an output has to be, as far as the file itself tells.
package struct OrderedImage: Hashable, Sendable {
    /// nil: the customer left it open.
    private let media: MediaType?
    private let pixels: Int

    /// - mostPixels: of any size that the variant sells; what `auto` may become.
    package init(_ input: CheckedInput, mostPixels: Int?) {
        media = input.parameters["output_format"]?.stringValue.flatMap {
            MediaType(rawValue: "image/" + $0)
        }
        pixels = input.size?.pixels ?? mostPixels ?? ImageLimits.mostPixels
    }

    /// Why an image is not what was ordered; nil when it can be.
    package func objection(to image: ImageFacts) -> String? {
        // GIF is not sold, so nobody can have ordered one.
        guard image.media != .gif, media == nil || image.media == media else {
            return "it is \(image.media.rawValue)" + (media.map { ", not \($0.rawValue)" } ?? "")
        }
        guard max(image.width, image.height) <= ImageLimits.longestOutputEdge,
            image.size.pixels <= pixels * ImageLimits.mostOutputGrowth
        else { return "it says that it is \(image.size), far more than was ordered" }
        guard image.hasEnoughData else { return "its data is too short for \(image.size) pixels" }
        return nil
    }
}

extension SizeRule {
    /// The most pixels of any size that is allowed.
    package var mostPixels: Int? {
        switch self {
        case .listed(let sizes): sizes.map(\.pixels).max()
        case .free(let limits): limits.maxPixels
        }
    }
}
