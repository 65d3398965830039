/// RIFF chunks (RFC 9649). Goes by what libwebp's demuxer does: a chunk that does not fit into the
/// length that RIFF names is an error, and what follows that length is not looked at.
struct WebPLayout: ImageLayout {
    private enum Place {
        case riff, between, chunk
        /// In the first bytes of a chunk that holds or describes a picture.
        case picture(Chunk)
        case end
    }

    private struct Chunk {
        let kind: Kind
        let length: Int
    }

    private enum Kind {
        case extended, lossy, lossless, frame, other

        init(_ header: UnsafeRawBufferPointer) {
            self =
                header.has("VP8X", at: 0)
                ? .extended
                : header.has("VP8 ", at: 0)
                    ? .lossy
                    : header.has("VP8L", at: 0)
                        ? .lossless : header.has("ANMF", at: 0) ? .frame : .other
        }

        /// Bytes that tell all that is asked of such a chunk.
        var described: Int? {
            switch self {
            case .extended, .lossy: 10
            case .lossless: 5
            case .frame: 16
            case .other: nil
            }
        }
    }

    let media = MediaType.webp
    private(set) var size: PictureSize?
    private(set) var data = CodedData()
    private var place = Place.riff
    /// Where RIFF ends.
    private var end = 0
    private var isExtended = false
    private var isAnimated = false
    private var hasPicture = false

    /// RIFF, its length, WEBP.
    let start = LayoutStep.read(12)

    mutating func next(
        _ bytes: UnsafeRawBufferPointer,
        at position: Int
    ) throws(ImageDefect) -> LayoutStep {
        switch place {
        case .riff: end = bytes.littleEndian(at: 4, bytes: 4) + 8
        case .between: break
        case .chunk:
            let chunk = Chunk(kind: Kind(bytes), length: bytes.littleEndian(at: 4, bytes: 4))
            return try begin(chunk, at: position)
        case .picture(let chunk):
            try read(bytes, of: chunk)
            return skip(chunk.length - bytes.count, at: position)
        case .end: return .whole
        }
        return try toNextChunk(at: position)
    }

    private mutating func toNextChunk(at position: Int) throws(ImageDefect) -> LayoutStep {
        switch end - position {
        case 0 where hasPicture:
            place = .end
            return .whole
        case 8...:
            place = .chunk
            return .read(8)
        default: throw .broken(.webp, "its chunks do not fill its length")
        }
    }

    private mutating func begin(_ chunk: Chunk, at position: Int) throws(ImageDefect) -> LayoutStep
    {
        guard chunk.length <= end - position else {
            throw .broken(.webp, "a chunk is longer than the file says it is")
        }
        if hasPicture, !isExtended {
            place = .end
            return .skip(end - position)
        }
        guard let count = chunk.kind.described else {
            guard isExtended else { throw .broken(.webp, "its first chunk is no picture") }
            return skip(chunk.length, at: position)
        }
        guard chunk.length >= count else { throw .broken(.webp, "a chunk is too short") }
        place = .picture(chunk)
        return .read(count)
    }

    /// Chunks are padded to an even length, and not every writer counts or writes the padding of the
    /// last one.
    private mutating func skip(_ count: Int, at position: Int) -> LayoutStep {
        place = .between
        return .skip(min(count + (position + count) % 2, end - position))
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer, of chunk: Chunk) throws(ImageDefect)
    {
        switch chunk.kind {
        case .extended:
            guard size == nil else { throw .broken(.webp, "two descriptions") }
            (isExtended, isAnimated) = (true, bytes[0] & 2 != 0)
            size = PictureSize(
                width: bytes.littleEndian(at: 4, bytes: 3) + 1,
                height: bytes.littleEndian(at: 7, bytes: 3) + 1
            )
        case .frame: try checkFrame(bytes)
        case .lossy: try add(chunk, of: try lossy(bytes))
        case .lossless: try add(chunk, of: try lossless(bytes))
        case .other: break
        }
    }

    private mutating func checkFrame(_ bytes: UnsafeRawBufferPointer) throws(ImageDefect) {
        let right =
            bytes.littleEndian(at: 0, bytes: 3) * 2 + bytes.littleEndian(at: 6, bytes: 3) + 1
        let bottom =
            bytes.littleEndian(at: 3, bytes: 3) * 2 + bytes.littleEndian(at: 9, bytes: 3) + 1
        guard let size, isAnimated, right <= size.width, bottom <= size.height else {
            throw .broken(.webp, "a frame without a place in the image")
        }
        hasPicture = true
    }

    private mutating func add(_ chunk: Chunk, of picture: PictureSize) throws(ImageDefect) {
        defer { hasPicture = true }
        // What frames consist of is inside ANMF.
        guard !isAnimated else { return }
        guard size == nil || size == picture, !hasPicture else {
            throw .broken(.webp, "a picture of another size than the image")
        }
        size = picture
        data.bytes = chunk.length
        guard chunk.kind == .lossy else { return }
        // The likeliest modes of a macroblock take three bits and more (RFC 6386, 11.2); a lossless
        // image of one colour is a few bytes, whatever its size.
        data.fewest = (picture.width + 15) / 16 * ((picture.height + 15) / 16) * 2 / 8
    }

    private func lossy(_ bytes: UnsafeRawBufferPointer) throws(ImageDefect) -> PictureSize {
        let width = bytes.littleEndian(at: 6, bytes: 2) & 0x3FFF
        let height = bytes.littleEndian(at: 8, bytes: 2) & 0x3FFF
        guard bytes[0] & 1 == 0, bytes[3...5].elementsEqual([0x9D, 0x01, 0x2A]), width > 0,
            height > 0
        else { throw .broken(.webp, "not a VP8 key frame") }
        return PictureSize(width: width, height: height)
    }

    private func lossless(_ bytes: UnsafeRawBufferPointer) throws(ImageDefect) -> PictureSize {
        let packed = bytes.littleEndian(at: 1, bytes: 4)
        guard bytes[0] == 0x2F, packed >> 29 == 0 else {
            throw .broken(.webp, "not a VP8L picture")
        }
        return PictureSize(width: packed & 0x3FFF + 1, height: packed >> 14 & 0x3FFF + 1)
    }
}
