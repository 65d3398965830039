/// Segments from SOI to EOI, each behind a marker, with coded data after every start of scan (ITU-T
/// T.81, annex B). Goes by what libjpeg-turbo does: it passes over stray bytes before a marker and
/// gives up at markers that it cannot decode.
struct JPEGLayout: ImageLayout {
    private enum Place {
        /// Somewhere before a marker, or at it.
        case between, marker
        case length(UInt8)
        case frame(UInt8)
        case scan
        case end
    }

    let media = MediaType.jpeg
    private(set) var size: PictureSize?
    private(set) var data = CodedData()
    private var place = Place.between
    private var hasTables = false
    private var hasScan = false
    /// Where coded data begins, if the bytes before the next marker are some.
    private var scanStart: Int?

    /// SOI.
    let start = LayoutStep.skip(2)

    mutating func next(
        _ bytes: UnsafeRawBufferPointer,
        at position: Int
    ) throws(ImageDefect) -> LayoutStep {
        switch place {
        case .between: break
        case .marker:
            return try marker(bytes[0], at: position)
        case .length(let marker): return try segment(marker, bytes.bigEndian(at: 0, bytes: 2))
        case .frame(let marker): try readFrame(bytes, marker)
        case .scan: (hasScan, scanStart) = (true, position)
        case .end: return .whole
        }
        return toNextMarker()
    }

    private mutating func toNextMarker() -> LayoutStep {
        place = .marker
        return .marker
    }

    private mutating func marker(
        _ marker: UInt8,
        at position: Int
    ) throws(ImageDefect) -> LayoutStep {
        if let scanStart { data.bytes += position - 2 - scanStart }
        scanStart = nil
        switch marker {
        case 0xD9:
            guard hasScan else { throw .broken(.jpeg, "it ends before its picture begins") }
            place = .end
            return .whole
        case 0xC0...0xC4, 0xC9, 0xCA, 0xCC, 0xDA...0xDD, 0xE0...0xEF, 0xFE:
            place = .length(marker)
            return .read(2)
        default:
            throw .broken(.jpeg, "a marker that no decoder takes")
        }
    }

    private mutating func segment(
        _ marker: UInt8,
        _ length: Int
    ) throws(ImageDefect) -> LayoutStep {
        place = .between
        switch marker {
        case 0xC0...0xC3, 0xC9, 0xCA:
            guard size == nil else { throw .broken(.jpeg, "two starts of frame") }
            // One, three or four components.
            guard [11, 17, 20].contains(length) else {
                throw .broken(.jpeg, "a start of frame of the wrong length")
            }
            // A lossless one has no tables of quantisation.
            if marker == 0xC3 { hasTables = true }
            place = .frame(marker)
            return .read(length - 2)
        case 0xDA:
            guard size != nil, hasTables else {
                throw .broken(.jpeg, "no start of frame, or no table, before the data")
            }
            // One to four components.
            guard [8, 10, 12, 14].contains(length) else {
                throw .broken(.jpeg, "a start of scan of the wrong length")
            }
            place = .scan
        case 0xDB: hasTables = true
        default: break
        }
        // libjpeg takes a length that leaves itself out.
        return .skip(max(length - 2, 0))
    }

    private mutating func readFrame(
        _ bytes: UnsafeRawBufferPointer,
        _ marker: UInt8
    ) throws(ImageDefect) {
        let height = bytes.bigEndian(at: 1, bytes: 2)
        let width = bytes.bigEndian(at: 3, bytes: 2)
        let components = Int(bytes[5])
        // Its own length says the same of the components.
        guard bytes[0] == 8, width > 0, height > 0, bytes.count == 6 + 3 * components else {
            throw .broken(.jpeg, "not eight bits a sample, or no pixels")
        }
        let factors = (0..<components).map { index -> Sampling in
            let both = bytes[7 + 3 * index]
            return Sampling(across: Int(both >> 4), down: Int(both & 15))
        }
        guard factors.allSatisfy(\.isAllowed) else {
            throw .broken(.jpeg, "a sampling factor beyond 4")
        }
        size = PictureSize(width: width, height: height)
        // Arithmetic coding has no fewest bits.
        guard ![0xC9, 0xCA].contains(marker) else { return }
        let most = Sampling(
            across: factors.map(\.across).max() ?? 1,
            down: factors.map(\.down).max() ?? 1
        )
        let blocks = factors.map { factor in
            Self.blocks(width * factor.across, most.across)
                * Self.blocks(height * factor.down, most.down)
        }
        // Huffman's shortest code is one bit, and every block has one at least.
        data.fewest = blocks.reduce(0, +) / 8
    }

    private struct Sampling {
        let across, down: Int

        var isAllowed: Bool { (1...4).contains(across) && (1...4).contains(down) }
    }

    /// Blocks of 8 pixels in a side that was sampled less often than the others.
    private static func blocks(_ pixels: Int, _ most: Int) -> Int { (pixels / most + 7) / 8 }
}
