/// The kinds of files we keep and serve.
package enum MediaType: String, Sendable, Codable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case webp = "image/webp"
    case gif = "image/gif"

    /// What a picture can be drawn from; the list for errors.
    package var isInput: Bool { self != .gif }
    package static let inputs = "PNG, JPEG or WebP"

    package var fileExtension: String {
        switch self {
        case .png: "png"
        case .jpeg: "jpg"
        case .webp: "webp"
        case .gif: "gif"
        }
    }

    /// The type of a file by its name; nil for any other.
    package init?(fileName: String) {
        guard let media = Self.allCases.first(where: { fileName.hasSuffix("." + $0.fileExtension) })
        else { return nil }
        self = media
    }

    /// So many of the first bytes tell the type.
    package static let sniffed = 12

    /// The type by its first bytes; nil for anything we do not take.
    package static func sniff(_ head: some Collection<UInt8>) -> MediaType? {
        let head = Array(head.prefix(sniffed))
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if head.starts(with: Array("GIF87a".utf8)) || head.starts(with: Array("GIF89a".utf8)) {
            return .gif
        }
        if head.count == sniffed, head.starts(with: Array("RIFF".utf8)),
            head[8...].elementsEqual("WEBP".utf8)
        {
            return .webp
        }
        return nil
    }
}
