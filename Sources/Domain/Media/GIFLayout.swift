/// Blocks from the header to the trailer (GIF89a): frames and extensions, each a chain of parts with
/// their length in front that ends with an empty one.
struct GIFLayout: ImageLayout {
    private enum Place {
        case screen, between, kind, label, frame, codeSize, chain
    }

    let media = MediaType.gif
    private(set) var size: PictureSize?
    /// Not counted: GIF is not sold.
    let data = CodedData()
    private var place = Place.screen
    private var isInFrame = false
    private var hasFrame = false

    /// Signature and screen.
    let start = LayoutStep.read(13)

    mutating func next(
        _ bytes: UnsafeRawBufferPointer,
        at position: Int
    ) throws(ImageDefect) -> LayoutStep {
        switch place {
        case .screen:
            size = try screen(bytes)
            place = .between
            return .skip(Self.coloursLength(bytes[10]))
        case .between:
            place = .kind
            return .read(1)
        case .kind: return try begin(bytes[0])
        case .label:
            place = .chain
            return .chain(0)
        case .frame:
            place = .codeSize
            return .skip(Self.coloursLength(bytes[8]))
        case .codeSize where bytes.isEmpty: return .read(1)
        case .codeSize:
            guard bytes[0] <= 8 else { throw .broken(.gif, "a code larger than a colour") }
            place = .chain
            return .chain(0)
        case .chain:
            hasFrame = hasFrame || isInFrame
            place = .kind
            return .read(1)
        }
    }

    private mutating func begin(_ kind: UInt8) throws(ImageDefect) -> LayoutStep {
        switch kind {
        case UInt8(ascii: ","):
            (place, isInFrame) = (.frame, true)
            return .read(9)
        case UInt8(ascii: "!"):
            (place, isInFrame) = (.label, false)
            return .read(1)
        // An empty part too many.
        case 0: return .read(1)
        case UInt8(ascii: ";"):
            guard hasFrame else { throw .broken(.gif, "no frame") }
            return .whole
        default:
            guard hasFrame else { throw .broken(.gif, "a block of no known kind") }
            return .whole
        }
    }

    private func screen(_ bytes: UnsafeRawBufferPointer) throws(ImageDefect) -> PictureSize {
        let width = bytes.littleEndian(at: 6, bytes: 2)
        let height = bytes.littleEndian(at: 8, bytes: 2)
        guard width > 0, height > 0 else { throw .broken(.gif, "an image without pixels") }
        return PictureSize(width: width, height: height)
    }

    /// Bytes of a table of colours, by the flags that announce it.
    private static func coloursLength(_ flags: UInt8) -> Int {
        flags & 0x80 == 0 ? 0 : 3 << Int(flags & 7 + 1)
    }
}
