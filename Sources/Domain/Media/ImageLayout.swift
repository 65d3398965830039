import Foundation

/// How the files of one format are laid out: says step by step what to look at next.
protocol ImageLayout: Sendable {
    var media: MediaType { get }
    /// nil before the header has been read.
    var size: PictureSize? { get }
    var data: CodedData { get }
    /// What to do at the file's first byte.
    var start: LayoutStep { get }

    /// What follows a step that is done.
    ///
    /// - Parameters:
    ///   - bytes: what was read; empty after a skip
    ///   - position: how many bytes of the file are behind us
    /// - Returns: what to do with the bytes that come next
    /// - Throws: why this is no image of the format
    mutating func next(
        _ bytes: UnsafeRawBufferPointer,
        at position: Int
    ) throws(ImageDefect) -> LayoutStep
}

/// The bytes of a file that hold pixels.
struct CodedData: Hashable, Sendable {
    /// How many there were.
    var bytes = 0
    /// How many there are at least for so many pixels, by the densest code that the format has.
    var fewest = 0
}

/// What to do with the bytes that come next.
enum LayoutStep: Hashable, Sendable {
    /// Collect so many: a few dozen at most.
    case read(Int)
    case skip(Int)
    /// Skip up to and including the next byte that is not FF, 00, 01 or D0 to D7 and stands behind an
    /// FF: a JPEG's marker that says something. It is what is read.
    case marker
    /// Skip parts that have their length in front, a byte, up to an empty one; so many bytes are left
    /// of the one under way.
    case chain(Int)
    /// The image has ended; what follows does not belong to it.
    case whole
}

extension MediaType {
    var layout: any ImageLayout {
        switch self {
        case .png: PNGLayout()
        case .jpeg: JPEGLayout()
        case .webp: WebPLayout()
        case .gif: GIFLayout()
        }
    }
}

// Files of millions of small parts cost a few nanoseconds a part: nothing here makes an array.
extension UnsafeRawBufferPointer {
    func bigEndian(at offset: Int, bytes count: Int) -> Int {
        var value = 0
        for index in offset..<offset + count { value = value << 8 | Int(self[index]) }
        return value
    }

    func littleEndian(at offset: Int, bytes count: Int) -> Int {
        var value = 0
        for index in (offset..<offset + count).reversed() { value = value << 8 | Int(self[index]) }
        return value
    }

    func has(_ text: StaticString, at offset: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard let base = baseAddress, length <= count - offset else { return false }
        return memcmp(base + offset, text.utf8Start, length) == 0
    }
}
