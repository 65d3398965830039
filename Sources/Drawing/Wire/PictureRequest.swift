/// One picture to draw. The same request gives the same bytes in every run on the same machine:
/// only fonts and library versions can change them.
package struct PictureRequest: Codable, Hashable, Sendable {
    /// Shown in the picture, in any script. Text that cannot be shown legibly is cut with an
    /// ellipsis, never refused.
    package var prompt: String
    /// Pixels; 1 or more, and `width * height <= PictureRequest.mostPixels`.
    package var width: Int
    package var height: Int
    package var seed: Int64
    package var format: PictureFormat
    /// 0–100, as OpenAI counts: 100 is the best quality. JPEG and WebP only.
    package var compression: Int
    /// PNG and WebP only; a JPEG is drawn opaque.
    package var isTransparent: Bool
    /// The small line at the foot.
    package var caption: String?
    /// Absolute paths of local PNG, JPEG, WebP or GIF files to show in the picture, at most 16.
    package var images: [String]
    /// Text chunks (iTXt) for a PNG's reader: keyword and text.
    package var notes: [PictureNote]

    package init(
        prompt: String,
        width: Int,
        height: Int,
        seed: Int64,
        format: PictureFormat = .png,
        compression: Int = 100,
        isTransparent: Bool = false,
        caption: String? = nil,
        images: [String] = [],
        notes: [PictureNote] = []
    ) {
        self.prompt = prompt
        self.width = width
        self.height = height
        self.seed = seed
        self.format = format
        self.compression = compression
        self.isTransparent = isTransparent
        self.caption = caption
        self.images = images
        self.notes = notes
    }

    /// 3840 x 2160: the largest picture that any image API of today sells.
    package static let mostPixels = 8_294_400
    package static let mostImages = 16
}

package enum PictureFormat: String, Codable, Hashable, Sendable, CaseIterable {
    case png, jpeg, webp
}

/// A keyword (1–79 Latin-1 characters) and a text without NUL.
package struct PictureNote: Codable, Hashable, Sendable {
    package var keyword: String
    package var text: String

    package init(keyword: String, text: String) {
        self.keyword = keyword
        self.text = text
    }
}
