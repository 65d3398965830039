import Domain

/// Writes PNG files of one colour: a palette of one entry and pixels that are all zero bits, which
/// deflate packs into a few hundred bytes whatever the size.
enum PNGFile {
    static func bytes(width: Int, height: Int, seed: UInt32) -> [UInt8] {
        start(width: width, height: height) + rest(width: width, height: height, seed: seed)
    }

    /// Signature and IHDR, 33 bytes.
    static func start(width: Int, height: Int) -> [UInt8] {
        let size = UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes
        // One bit a pixel, indexed.
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", size + [1, 3, 0, 0, 0])
    }

    static func rest(width: Int, height: Int, seed: UInt32) -> [UInt8] {
        let colour = (seed &* 2_654_435_761).bigEndianBytes.prefix(3)
        return chunk("PLTE", Array(colour))
            + chunk("tEXt", Array("Comment\0seed \(seed)".utf8))
            + chunk("IDAT", packedZeros((1 + (width + 7) / 8) * height))
            + chunk("IEND", [])
    }

    static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + payload
        return UInt32(payload.count).bigEndianBytes + content + CRC32.of(content).bigEndianBytes
    }

    /// A zlib stream of `count` zero bytes: one literal and then copies of 258 from one byte back,
    /// in deflate's fixed code.
    private static func packedZeros(_ count: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.add(1, count: 1)
        bits.add(1, count: 2)
        bits.addCode(0b0011_0000, count: 8)
        let (copies, rest) = (count - 1).quotientAndRemainder(dividingBy: 258)
        for _ in 0..<copies {
            bits.addCode(0b1100_0101, count: 8)
            bits.addCode(0, count: 5)
        }
        for _ in 0..<rest { bits.addCode(0b0011_0000, count: 8) }
        bits.addCode(0, count: 7)
        // Adler-32 of zeros: the first sum stays 1, the second counts the bytes.
        let checksum = UInt32(count % 65_521) << 16 | 1
        return [0x78, 0x01] + bits.bytes + checksum.bigEndianBytes
    }
}

extension TestPicture {
    /// A PNG of about `byteCount` bytes, which any viewer opens: its bulk is private chunks.
    package static func bulky(byteCount: Int, width: Int, height: Int, seed: UInt32) -> TestPicture
    {
        let filler = PNGFile.chunk("fiLl", [UInt8](repeating: UInt8(seed & 0xFF), count: 49_140))
        return TestPicture(
            media: .png,
            width: width,
            height: height,
            start: PNGFile.start(width: width, height: height),
            filler: filler,
            fillerCount: max(1, byteCount / filler.count),
            end: PNGFile.rest(width: width, height: height, seed: seed)
        )
    }
}

/// Packs bits, the lowest of a byte first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 0

    /// A number, lowest bit first.
    mutating func add(_ value: UInt32, count: Int) {
        for index in 0..<count {
            if used % 8 == 0 { bytes.append(0) }
            bytes[bytes.count - 1] |= UInt8(value >> UInt32(index) & 1) << UInt8(used % 8)
            used += 1
        }
    }

    /// A Huffman code, highest bit first.
    mutating func addCode(_ code: UInt32, count: Int) {
        for index in (0..<count).reversed() { add(code >> UInt32(index), count: 1) }
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { Swift.withUnsafeBytes(of: bigEndian) { Array($0) } }
    var littleEndianBytes: [UInt8] { Swift.withUnsafeBytes(of: littleEndian) { Array($0) } }
}
