/// What an image may have, wherever it comes from.
package enum ImageLimits {
    /// Of one that is given to us. More is a bomb or a mistake.
    package static let longestEdge = 32_768
    package static let mostPixels = 100_000_000
    /// Of one that was bought: WebP goes no further, and no size that is sold comes near.
    package static let longestOutputEdge = 16_384
    /// A provider may round a size up. So many times the pixels that were ordered are no rounding.
    package static let mostOutputGrowth = 4
    /// An output has at least this part of the pixels that were ordered.
    package static let mostOutputShrinkage = 4
}

extension ImageFacts {
    /// Checks that an image from a customer is within the limits.
    package func checkSize() throws(ImageDefect) {
        guard width <= ImageLimits.longestEdge, height <= ImageLimits.longestEdge,
            width * height <= ImageLimits.mostPixels
        else { throw .tooLarge(size) }
    }

    /// The same of one that another is to be made from.
    package func checkInput() throws(ImageDefect) {
        guard media.isInput else { throw .unknownFormat }
        try checkSize()
    }
}

extension ImageDefect {
    /// What to say of a field with a file that nothing can be made from.
    package func message(about field: String) -> String {
        switch self {
        case .tooLarge(let size):
            "'\(field)' has \(size) pixels; at most "
                + "\(ImageLimits.mostPixels / 1_000_000) megapixels and "
                + "\(ImageLimits.longestEdge) a side are taken."
        case .unknownFormat, .broken, .truncated:
            "'\(field)' is not a whole picture of a kind that can be drawn from: "
                + "\(MediaType.inputs)."
        }
    }
}
