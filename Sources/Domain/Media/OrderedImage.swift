/// What an output has to be, as far as the file itself tells.
package struct OrderedImage: Hashable, Sendable {
    /// nil: the customer left it open.
    private let media: MediaType?
    private let pixels: ClosedRange<Int>

    /// - sold: pixels of the smallest and the largest size that the variant sells; what `auto` may
    ///   become.
    package init(_ input: CheckedInput, sold: ClosedRange<Int>?) {
        media = input.parameters["output_format"]?.stringValue.flatMap {
            MediaType(rawValue: "image/" + $0)
        }
        pixels = input.size.map { $0.pixels...$0.pixels } ?? sold ?? 1...ImageLimits.mostPixels
    }

    /// Why an image is not what was ordered; nil when it can be.
    package func objection(to image: ImageFacts) -> String? {
        // GIF is not sold, so nobody can have ordered one.
        guard image.media != .gif, media == nil || image.media == media else {
            return "it is \(image.media.rawValue)" + (media.map { ", not \($0.rawValue)" } ?? "")
        }
        guard max(image.width, image.height) <= ImageLimits.longestOutputEdge,
            image.size.pixels <= pixels.upperBound * ImageLimits.mostOutputGrowth
        else { return "it says that it is \(image.size), far more than was ordered" }
        guard image.size.pixels * ImageLimits.mostOutputShrinkage >= pixels.lowerBound else {
            return "it is \(image.size), far less than was ordered"
        }
        guard image.hasEnoughData else { return "its data is too short for \(image.size) pixels" }
        return nil
    }
}

extension SizeRule {
    /// Pixels of the smallest and the largest size that is allowed.
    package var pixels: ClosedRange<Int>? {
        switch self {
        case .listed(let sizes):
            guard let least = sizes.map(\.pixels).min(), let most = sizes.map(\.pixels).max() else {
                return nil
            }
            return least...most
        case .free(let limits): return limits.minPixels...limits.maxPixels
        }
    }
}
