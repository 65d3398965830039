import CBase64
import NIOCore

/// Standard base64, written straight into a buffer: 24 bytes at a time where the processor can, then three,
/// which become four letters by two look-ups in a table of pairs.
enum Base64Text {
    private static let pairs: [UInt16] = {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        return (0..<4_096).map { index in
            // Stored with its lowest byte first: the first letter.
            UInt16(letters[index >> 6]) | UInt16(letters[index & 63]) << 8
        }
    }()

    static func length(of count: Int64) -> Int64 { (count + 2) / 3 * 4 }

    /// Appends the text of `bytes`. Only the last piece of a file may have a length that three does
    /// not divide.
    static func append(_ bytes: [UInt8], to buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: (bytes.count + 2) / 3 * 4) {
            target in
            bytes.withUnsafeBytes { source in
                pairs.withUnsafeBufferPointer { encode(source, into: target, $0) }
            }
        }
    }

    private static func encodeSteps(
        _ source: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let bytes = source.baseAddress, let letters = target.baseAddress else { return 0 }
        return base64_encode_steps(
            bytes.assumingMemoryBound(to: UInt8.self),
            source.count,
            letters.assumingMemoryBound(to: UInt8.self)
        )
    }

    private static func encode(
        _ source: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer,
        _ pairs: UnsafeBufferPointer<UInt16>
    ) -> Int {
        var read = encodeSteps(source, into: target)
        var written = read / 3 * 4
        // Six bytes, eight letters and one store at a time, as long as eight bytes can be loaded.
        while read + 8 <= source.count {
            let bytes = UInt64(
                bigEndian: source.loadUnaligned(fromByteOffset: read, as: UInt64.self)
            )
            let letters =
                UInt64(pairs[Int(bytes >> 52)]) | UInt64(pairs[Int(bytes >> 40 & 4_095)]) << 16
                | UInt64(pairs[Int(bytes >> 28 & 4_095)]) << 32
                | UInt64(pairs[Int(bytes >> 16 & 4_095)]) << 48
            target.storeBytes(of: letters.littleEndian, toByteOffset: written, as: UInt64.self)
            (read, written) = (read + 6, written + 8)
        }
        while read + 3 <= source.count {
            store(
                Int(source[read]) << 16 | Int(source[read + 1]) << 8 | Int(source[read + 2]),
                into: target,
                at: written,
                pairs
            )
            (read, written) = (read + 3, written + 4)
        }
        let rest = source.count - read
        guard rest > 0 else { return written }
        let last = Int(source[read]) << 16 | (rest == 2 ? Int(source[read + 1]) << 8 : 0)
        store(last, into: target, at: written, pairs)
        target[written + 3] = UInt8(ascii: "=")
        if rest == 1 { target[written + 2] = UInt8(ascii: "=") }
        return written + 4
    }

    /// The four letters of three bytes.
    private static func store(
        _ group: Int,
        into target: UnsafeMutableRawBufferPointer,
        at offset: Int,
        _ pairs: UnsafeBufferPointer<UInt16>
    ) {
        let letters = UInt32(pairs[group >> 12]) | UInt32(pairs[group & 4_095]) << 16
        target.storeBytes(of: letters.littleEndian, toByteOffset: offset, as: UInt32.self)
    }
}
