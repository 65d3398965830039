import Foundation

/// Reads the customer's pictures. Nothing is decoded before its header has said how large it is.
struct PictureDecoder {
    let cairo: Cairo
    let jpeg: TurboJPEG?
    let webp: WebP?

    /// Larger ones are refused unread: a 100-byte header can promise a terapixel.
    static let mostPixels = 50_000_000
    static let mostBytes = 50 << 20

    /// Why a file is no picture for us, in words that follow "cannot be read:".
    struct Unreadable: Error {
        let reason: String
    }

    /// The picture no larger than needed to fill `room`, upright and whole.
    func picture(at path: String, atMost room: Box) throws(Unreadable) -> Canvas {
        let bytes = try contents(of: path)
        switch bytes.first {
        case 0x89: return try readPNG(bytes, atMost: room)
        case 0xFF: return try readJPEG(bytes, atMost: room)
        case UInt8(ascii: "R"): return try readWebP(bytes, atMost: room)
        case UInt8(ascii: "G"): return try readGIF(bytes, atMost: room)
        default: throw Unreadable(reason: "not a PNG, JPEG, WebP or GIF file")
        }
    }

    private func contents(of path: String) throws(Unreadable) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Unreadable(reason: "the file cannot be opened")
        }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: Self.mostBytes + 1) else {
            throw Unreadable(reason: "the file cannot be read")
        }
        guard data.count <= Self.mostBytes else {
            throw Unreadable(reason: "larger than \(Self.mostBytes >> 20) MB")
        }
        return [UInt8](data)
    }

    func check(width: Int, height: Int) throws(Unreadable) {
        guard width > 0, height > 0, width <= 32_767, height <= 32_767,
            width * height <= Self.mostPixels
        else {
            throw Unreadable(reason: "\(width) x \(height) pixels; 50 megapixels are the most")
        }
    }

    /// A canvas to decode into.
    func sheet(width: Int, height: Int) throws(Unreadable) -> Canvas {
        do throws(DrawingFailure) {
            return try Canvas(cairo: cairo, width: width, height: height)
        } catch {
            throw Unreadable(reason: "not enough memory")
        }
    }

    /// Scales down what is larger than the room, so that sixteen large pictures need the memory
    /// of one.
    func reduced(_ full: Canvas, atMost room: Box) throws(Unreadable) -> Canvas {
        let frame = room.fitting(width: full.across, height: full.down)
        guard frame.width < full.across else { return full }
        let small = try sheet(
            width: max(1, Int(frame.width.rounded(.up))),
            height: max(1, Int(frame.height.rounded(.up)))
        )
        small.paste(full, into: Box(x: 0, y: 0, width: small.across, height: small.down))
        return small
    }
}
