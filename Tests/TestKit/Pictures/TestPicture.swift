import Crypto
package import Domain

/// A real picture file, made without a codec: one colour, any size. It is described rather than
/// held, so that a picture of 60 MB costs one block of filler.
package struct TestPicture: Sendable, Hashable {
    package let media: MediaType
    package let width: Int
    package let height: Int
    let start: [UInt8]
    /// Bytes that stand `fillerCount` times between start and end. The lengths of `start` and
    /// `filler` are multiples of 3 if there is any, so that base64 can be made piece by piece.
    var filler: [UInt8] = []
    var fillerCount = 0
    let end: [UInt8]

    /// A picture of any size; another seed gives other bytes (and, but for JPEG, another colour).
    package static func make(
        _ media: MediaType,
        width: Int,
        height: Int,
        seed: UInt32 = 0
    ) -> TestPicture {
        let bytes =
            switch media {
            case .png: PNGFile.bytes(width: width, height: height, seed: seed)
            case .jpeg: JPEGFile.bytes(width: width, height: height, seed: seed)
            case .webp: WebPFile.bytes(width: width, height: height, seed: seed)
            case .gif: GIFFile.bytes(width: width, height: height, seed: seed)
            }
        return TestPicture(media: media, width: width, height: height, start: bytes, end: [])
    }

    package var byteCount: Int { start.count + filler.count * fillerCount + end.count }

    /// The file in blocks, in order.
    package var blocks: some Sequence<[UInt8]> {
        (0..<fillerCount + 2).lazy.map { index in
            index == 0 ? start : index <= fillerCount ? filler : end
        }
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for block in blocks { bytes += block }
        return bytes
    }

    /// In hexadecimal.
    package var sha256: String {
        var hash = SHA256()
        for block in blocks { hash.update(data: block) }
        return hash.finalize().hexadecimal
    }

    /// The same file without its last `count` bytes: cut off on its way.
    package func truncated(by count: Int) -> TestPicture {
        TestPicture(
            media: media,
            width: width,
            height: height,
            start: Array(bytes.dropLast(count)),
            end: []
        )
    }

    /// Any file, under the size that it says it has.
    package static func file(
        _ bytes: [UInt8],
        _ media: MediaType,
        width: Int,
        height: Int
    ) -> TestPicture {
        TestPicture(media: media, width: width, height: height, start: bytes, end: [])
    }

    /// Bytes that are no picture under a type that says they are.
    package static func garbage(_ media: MediaType, count: Int = 1_000) -> TestPicture {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
        return TestPicture(media: media, width: 0, height: 0, start: bytes, end: [])
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }
}
