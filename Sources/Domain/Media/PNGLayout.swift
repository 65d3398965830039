/// Chunks from IHDR to IEND, each with its length in front (ISO/IEC 15948, 5.3).
///
/// Checksums other than that of IHDR are not looked at: libpng only warns of a wrong one where the
/// image can do without the chunk, and an image's data is the decoder's business.
struct PNGLayout: ImageLayout {
    private enum Place {
        case header, chunk, end
    }

    let media = MediaType.png
    private(set) var size: PictureSize?
    private(set) var data = CodedData()
    private var place = Place.header

    /// The signature, and IHDR with its length and checksum.
    let start = LayoutStep.read(8 + 4 + 4 + 13 + 4)

    mutating func next(
        _ bytes: UnsafeRawBufferPointer,
        at position: Int
    ) throws(ImageDefect) -> LayoutStep {
        switch place {
        case .header:
            try readHeader(bytes)
            place = .chunk
            return .read(8)
        case .chunk where bytes.isEmpty: return .read(8)
        case .chunk: return try chunk(bytes)
        case .end: return .whole
        }
    }

    private mutating func chunk(_ bytes: UnsafeRawBufferPointer) throws(ImageDefect) -> LayoutStep {
        let length = bytes.bigEndian(at: 0, bytes: 4)
        guard (4..<8).allSatisfy({ bytes[$0].isLetterOrDigit }) else {
            throw .broken(.png, "a chunk without a name")
        }
        if bytes.has("IDAT", at: 4) { data.bytes += length }
        if bytes.has("IEND", at: 4) {
            guard data.bytes > 0 else { throw .broken(.png, "there is no IDAT") }
            place = .end
        }
        return .skip(length + 4)
    }

    private mutating func readHeader(_ bytes: UnsafeRawBufferPointer) throws(ImageDefect) {
        guard bytes.bigEndian(at: 8, bytes: 4) == 13, bytes.has("IHDR", at: 12) else {
            throw .broken(.png, "IHDR is not the first chunk")
        }
        guard bytes.bigEndian(at: 29, bytes: 4) == Int(CRC32.of(bytes[12..<29])) else {
            throw .broken(.png, "the checksum of IHDR is wrong")
        }
        let width = bytes.bigEndian(at: 16, bytes: 4)
        let height = bytes.bigEndian(at: 20, bytes: 4)
        guard (1...Int(Int32.max)).contains(width), (1...Int(Int32.max)).contains(height) else {
            throw .broken(.png, "a size that PNG does not allow")
        }
        guard let bits = Self.bitsPerPixel(colour: bytes[25], depth: bytes[24]), bytes[27] == 0
        else { throw .broken(.png, "a kind of pixels that PNG does not know") }
        size = PictureSize(width: width, height: height)
        // Rounded for certain small, and never beyond what an Int holds.
        data.fewest = (width * bits + 7) / 8 * 64 / Self.mostPerByte * height / 64
    }

    /// Deflate's densest code copies 258 bytes by two bits.
    private static let mostPerByte = 1_032

    /// nil where the standard has no such combination (its table 11.1).
    private static func bitsPerPixel(colour: UInt8, depth: UInt8) -> Int? {
        switch (colour, depth) {
        case (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (3, 1), (3, 2), (3, 4), (3, 8): Int(depth)
        case (2, 8), (2, 16): Int(depth) * 3
        case (4, 8), (4, 16): Int(depth) * 2
        case (6, 8), (6, 16): Int(depth) * 4
        default: nil
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
