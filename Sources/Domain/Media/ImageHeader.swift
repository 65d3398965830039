/// Finds width and height in the first bytes of a file whose format is known.
struct ImageHeader {
    let bytes: [UInt8]
    /// `bytes` is all there is, so what is missing will not come.
    let isWholeFile: Bool

    typealias Size = (width: Int, height: Int)

    func bigEndian(at offset: Int, bytes count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    func littleEndian(at offset: Int, bytes count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func has(_ text: StaticString, at offset: Int) -> Bool {
        text.withUTF8Buffer { bytes.dropFirst(offset).starts(with: $0) }
    }

    private func missing(_ media: MediaType) -> ImageDefect {
        isWholeFile ? .truncated(media) : .needsLongerHead(media)
    }

    func pngSize() throws(ImageDefect) -> Size {
        guard bytes.count >= 33, let width = bigEndian(at: 16, bytes: 4),
            let height = bigEndian(at: 20, bytes: 4)
        else { throw missing(.png) }
        guard bigEndian(at: 8, bytes: 4) == 13, has("IHDR", at: 12) else {
            throw .badHeader(.png, "IHDR is not the first chunk")
        }
        guard bigEndian(at: 29, bytes: 4) == Int(CRC32.of(bytes[12..<29])) else {
            throw .badHeader(.png, "the checksum of IHDR is wrong")
        }
        guard width <= Int(Int32.max), height <= Int(Int32.max) else {
            throw .badHeader(.png, "a size beyond what PNG allows")
        }
        return (width, height)
    }

    func gifSize() throws(ImageDefect) -> Size {
        guard bytes.count >= 13, let width = littleEndian(at: 6, bytes: 2),
            let height = littleEndian(at: 8, bytes: 2)
        else { throw missing(.gif) }
        return (width, height)
    }

    /// Walks the segments up to the start of frame.
    func jpegSize() throws(ImageDefect) -> Size {
        var position = 2
        while true {
            while position + 1 < bytes.count, bytes[position] == 0xFF, bytes[position + 1] == 0xFF {
                position += 1
            }
            guard position + 4 <= bytes.count else { throw missing(.jpeg) }
            guard bytes[position] == 0xFF else {
                throw .badHeader(.jpeg, "no marker where one must be")
            }
            let marker = bytes[position + 1]
            switch marker {
            case 0x01, 0xD0...0xD7:
                position += 2
                continue
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                guard let height = bigEndian(at: position + 5, bytes: 2),
                    let width = bigEndian(at: position + 7, bytes: 2)
                else { throw missing(.jpeg) }
                return (width, height)
            case 0x00, 0xD8, 0xD9, 0xDA:
                throw .badHeader(.jpeg, "no start of frame before the data")
            default:
                guard let length = bigEndian(at: position + 2, bytes: 2), length >= 2 else {
                    throw .badHeader(.jpeg, "a segment shorter than its own length")
                }
                position += 2 + length
            }
        }
    }

    func webpSize() throws(ImageDefect) -> Size {
        guard bytes.count >= 30 else { throw missing(.webp) }
        if has("VP8 ", at: 12) {
            guard bytes[23...25].elementsEqual([0x9D, 0x01, 0x2A]),
                let width = littleEndian(at: 26, bytes: 2),
                let height = littleEndian(at: 28, bytes: 2)
            else { throw .badHeader(.webp, "not a VP8 key frame") }
            return (width & 0x3FFF, height & 0x3FFF)
        }
        if has("VP8L", at: 12) {
            guard bytes[20] == 0x2F, let packed = littleEndian(at: 21, bytes: 4) else {
                throw .badHeader(.webp, "not a VP8L picture")
            }
            return (packed & 0x3FFF + 1, packed >> 14 & 0x3FFF + 1)
        }
        if has("VP8X", at: 12), let width = littleEndian(at: 24, bytes: 3),
            let height = littleEndian(at: 27, bytes: 3)
        {
            return (width + 1, height + 1)
        }
        throw .badHeader(.webp, "an unknown kind of WebP")
    }
}
