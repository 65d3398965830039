/// PNG files for an upstream that answers at once: grey noise, not compressed, so that a width and
/// a height give a size in bytes.
enum NoisePNG {
    /// About 280 bytes.
    static let small = make(width: 16, height: 12)
    /// 2 MB.
    static let large = make(width: 1_448, height: 1_448)

    static func make(width: Int, height: Int) -> [UInt8] {
        var header = bigEndian(width) + bigEndian(height)
        // 8 bits, grey, and the only compression, filter and interlacing there are.
        header += [8, 0, 0, 0, 0]
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        return signature + chunk("IHDR", header) + chunk("IDAT", stored(rows(width, height)))
            + chunk("IEND", [])
    }

    /// A filter byte of 0 before each row of a fixed sequence of noise.
    private static func rows(_ width: Int, _ height: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity((width + 1) * height)
        var noise: UInt32 = 1
        for _ in 0..<height {
            bytes.append(0)
            for _ in 0..<width {
                noise = noise &* 1_664_525 &+ 1_013_904_223
                bytes.append(UInt8(noise >> 24))
            }
        }
        return bytes
    }

    /// A zlib stream of stored blocks.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let count = min(0xFFFF, bytes.count - start)
            let isLast = start + count == bytes.count
            let (low, high) = (UInt8(count & 0xFF), UInt8(count >> 8))
            stream += [isLast ? 1 : 0, low, high, ~low, ~high]
            stream += bytes[start..<start + count]
            start += count
        } while start < bytes.count
        return stream + bigEndian(Int(adler32(bytes)))
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + content
        return bigEndian(content.count) + named + bigEndian(Int(crc32(named)))
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
