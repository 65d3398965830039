/// What a picture file says about itself.
package struct ImageFacts: Hashable, Sendable {
    package let media: MediaType
    /// Pixels, at least 1.
    package let width: Int
    package let height: Int

    package init(media: MediaType, width: Int, height: Int) {
        self.media = media
        self.width = width
        self.height = height
    }
}

/// Why a file is not a picture that we could sell.
package enum ImageDefect: Error, Hashable, Sendable {
    /// Not PNG, JPEG, WebP or GIF by its first bytes.
    case unknownFormat
    /// The header breaks its own format.
    case badHeader(MediaType, String)
    /// The size stands further in than `head` reaches: call again with more of the file.
    case needsLongerHead(MediaType)
    /// The header is right and the end of the file is missing, or is not an end.
    case truncated(MediaType)
}

/// Looks at both ends of a picture file. Nothing is decoded: a header that parses and an end that
/// is an end tell a whole file from a cut one, and no decoder meets bytes from outside.
package enum ImageInspection {
    /// Enough of the start for every file but a JPEG with much metadata.
    package static let usualHead = 64 << 10
    /// With this much and still no size, it is not a picture we take.
    package static let largestHead = 1 << 20
    /// Enough of the end: the last chunk of a PNG, a JPEG's end mark with some padding.
    package static let usualTail = 4 << 10

    /// Reads the facts and checks that the file is whole.
    ///
    /// - Parameters:
    ///   - head: the first bytes of the file, `usualHead` of them or all there are
    ///   - tail: its last bytes, `usualTail` of them or all there are; may overlap `head`
    ///   - byteCount: the length of the whole file
    /// - Returns: format and size in pixels
    /// - Throws: `needsLongerHead` if more of the file may tell, else why it is no whole picture
    package static func inspect(
        head: [UInt8],
        tail: [UInt8],
        byteCount: Int
    ) throws(ImageDefect) -> ImageFacts {
        let facts = try header(head, byteCount: byteCount)
        guard isWhole(facts.media, head: head, tail: tail, byteCount: byteCount) else {
            throw .truncated(facts.media)
        }
        return facts
    }

    /// The same of a file that is at hand, whose head is looked at as far as is of use.
    package static func inspect(
        whole bytes: some BidirectionalCollection<UInt8>
    )
        throws(ImageDefect) -> ImageFacts
    {
        try inspect(
            head: Array(bytes.prefix(largestHead)),
            tail: Array(bytes.suffix(usualTail)),
            byteCount: bytes.count
        )
    }

    /// Format and size alone, whatever may be missing at the end.
    package static func header(_ head: [UInt8], byteCount: Int) throws(ImageDefect) -> ImageFacts {
        guard let media = MediaType.sniff(head) else { throw .unknownFormat }
        let reader = ImageHeader(bytes: head, isWholeFile: head.count >= byteCount)
        let size =
            switch media {
            case .png: try reader.pngSize()
            case .jpeg: try reader.jpegSize()
            case .webp: try reader.webpSize()
            case .gif: try reader.gifSize()
            }
        guard size.width > 0, size.height > 0 else {
            throw .badHeader(media, "a picture without pixels")
        }
        return ImageFacts(media: media, width: size.width, height: size.height)
    }

    private static let pngEnd: [UInt8] = [
        0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]

    private static func isWhole(
        _ media: MediaType,
        head: [UInt8],
        tail: [UInt8],
        byteCount: Int
    ) -> Bool {
        switch media {
        case .png:
            return tail.suffix(12).elementsEqual(pngEnd)
        case .jpeg:
            // Some encoders pad with zeros after the end mark; every viewer takes that.
            let end = tail.lastIndex { $0 != 0 }.map { tail[...$0] } ?? []
            return end.suffix(2).elementsEqual([0xFF, 0xD9])
        case .webp:
            let reader = ImageHeader(bytes: head, isWholeFile: true)
            guard let size = reader.littleEndian(at: 4, bytes: 4) else { return false }
            // RIFF chunks are padded to an even length, and not every writer counts the padding.
            return byteCount == size + 8 || byteCount == size + size % 2 + 8
        case .gif:
            return tail.last == 0x3B
        }
    }
}
