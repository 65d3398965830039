/// What an image file says about itself.
package struct ImageFacts: Hashable, Sendable {
    package let media: MediaType
    /// Pixels, at least 1.
    package let width: Int
    package let height: Int
    /// False when the coded data is shorter than the format can make it for so many pixels, whatever
    /// they show: the file opens and shows next to nothing.
    package let hasEnoughData: Bool

    package init(media: MediaType, width: Int, height: Int, hasEnoughData: Bool = true) {
        self.media = media
        self.width = width
        self.height = height
        self.hasEnoughData = hasEnoughData
    }

    package var size: PictureSize { PictureSize(width: width, height: height) }
}

/// Why a file is not an image that we could sell.
package enum ImageDefect: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not PNG, JPEG, WebP or GIF by its first bytes.
    case unknownFormat
    /// The file breaks its own format.
    case broken(MediaType, String)
    /// The file ends before the image does.
    case truncated(MediaType)
    /// More pixels than `ImageLimits` allow.
    case tooLarge(PictureSize)

    /// For the operator, after "no output is a whole image: ".
    package var description: String {
        switch self {
        case .unknownFormat: "it is not PNG, JPEG, WebP or GIF"
        case .broken(let media, let why): "it is a broken \(media.rawValue): \(why)"
        case .truncated(let media): "the \(media.rawValue) ends before the image does"
        case .tooLarge(let size): "it is \(size), more pixels than are allowed"
        }
    }
}
