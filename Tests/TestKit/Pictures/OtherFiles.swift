/// Writes grey baseline JPEG files. With Huffman tables of one code each, a block is two zero bits.
enum JPEGFile {
    static func bytes(width: Int, height: Int, seed: UInt32) -> [UInt8] {
        let size = UInt16(height).bigEndianBytes + UInt16(width).bigEndianBytes
        let oneCode: [UInt8] = [1] + [UInt8](repeating: 0, count: 15) + [0]
        let blocks = ((width + 7) / 8) * ((height + 7) / 8)
        var data = [UInt8](repeating: 0, count: (blocks * 2 + 7) / 8)
        // The last byte is filled up with ones.
        let unused = data.count * 8 - blocks * 2
        data[data.count - 1] = UInt8((1 << unused) - 1)
        return [0xFF, 0xD8]
            + segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
            + segment(0xFE, Array("seed \(seed)".utf8))
            + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
            + segment(0xC0, [8] + size + [1, 1, 0x11, 0])
            + segment(0xC4, [0x00] + oneCode)
            + segment(0xC4, [0x10] + oneCode)
            + segment(0xDA, [1, 1, 0x00, 0, 63, 0])
            + data + [0xFF, 0xD9]
    }

    static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0xFF, marker] + UInt16(payload.count + 2).bigEndianBytes + payload
    }
}

/// Writes lossless WebP files. Every channel has a code of one symbol, so pixels take no bits.
enum WebPFile {
    static func bytes(width: Int, height: Int, seed: UInt32) -> [UInt8] {
        var bits = BitWriter()
        bits.add(0x2F, count: 8)
        bits.add(UInt32(width - 1), count: 14)
        bits.add(UInt32(height - 1), count: 14)
        // No alpha, version 0, no transform, no colour cache, no meta code.
        bits.add(0, count: 1 + 3 + 1 + 1 + 1)
        let colour = seed &* 2_654_435_761
        for channel in [colour >> 8 & 0xFF, colour >> 16 & 0xFF, colour & 0xFF, 0xFF] {
            bits.add(0b101, count: 3)
            bits.add(channel, count: 8)
        }
        // Distances are never used; their code still has to be there.
        bits.add(0b001, count: 3)
        bits.add(0, count: 1)
        let payload = bits.bytes
        let padding = [UInt8](repeating: 0, count: payload.count % 2)
        let chunk =
            Array("VP8L".utf8) + UInt32(payload.count).littleEndianBytes + payload + padding
        return Array("RIFF".utf8) + UInt32(chunk.count + 4).littleEndianBytes
            + Array("WEBP".utf8) + chunk
    }
}

/// Writes GIF files of one frame whose pixels, beyond the first ones, are the background.
enum GIFFile {
    static func bytes(width: Int, height: Int, seed: UInt32) -> [UInt8] {
        let size = UInt16(width).littleEndianBytes + UInt16(height).littleEndianBytes
        let colour = Array((seed &* 2_654_435_761).bigEndianBytes.prefix(3))
        let pixel: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0]
        let text = Array("seed \(seed)".utf8)
        return Array("GIF89a".utf8) + size + [0x80, 0, 0] + colour + [0, 0, 0]
            + [0x21, 0xFE, UInt8(text.count)] + text + [0] + pixel + [0x3B]
    }
}
