/// How a camera was held: phones store pictures lying down and say so.
struct EXIFOrientation {
    /// 1 (upright) to 8, as in the EXIF standard.
    let value: Int

    /// 1 when the file says nothing we can read.
    init(jpeg bytes: [UInt8]) {
        value = EXIFOrientation.read(bytes) ?? 1
    }

    /// The picture turned upright. Mirrored pictures (2, 4, 5, 7) are turned, not mirrored: no
    /// camera makes them.
    func apply(
        to canvas: Canvas,
        with decoder: PictureDecoder
    ) throws(PictureDecoder.Unreadable) -> Canvas {
        let quarters =
            switch value {
            case 3, 4: 2
            case 5, 6: 1
            case 7, 8: 3
            default: 0
            }
        guard quarters > 0 else { return canvas }
        let isLying = quarters != 2
        let turned = try decoder.sheet(
            width: isLying ? canvas.height : canvas.width,
            height: isLying ? canvas.width : canvas.height
        )
        let cairo = canvas.cairo
        let corner =
            switch quarters {
            case 1: (canvas.down, 0.0)
            case 2: (canvas.across, canvas.down)
            default: (0.0, canvas.across)
            }
        cairo.translate(turned.pen, corner.0, corner.1)
        cairo.rotate(turned.pen, Double(quarters) * .pi / 2)
        cairo.surfaceFlush(canvas.surface)
        cairo.setSourceSurface(turned.pen, canvas.surface, 0, 0)
        cairo.paint(turned.pen)
        return turned
    }

    /// Looks through the segments before the picture for the EXIF one.
    private static func read(_ bytes: [UInt8]) -> Int? {
        var place = 2
        while place + 4 <= bytes.count, bytes[place] == 0xFF {
            let (marker, length) = (
                bytes[place + 1], Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
            )
            let end = place + 2 + length
            guard marker != 0xDA, length >= 2, end <= bytes.count else { return nil }
            if marker == 0xE1, bytes[(place + 4)..<end].starts(with: Array("Exif\0\0".utf8)) {
                return orientation(inTIFF: bytes[(place + 10)..<end])
            }
            place = end
        }
        return nil
    }

    /// The orientation entry of a TIFF's first directory.
    private static func orientation(inTIFF tiff: ArraySlice<UInt8>) -> Int? {
        let isLittle = tiff.starts(with: Array("II".utf8))
        func number(at offset: Int, bytes count: Int) -> Int? {
            let start = tiff.startIndex + offset
            guard offset >= 0, start + count <= tiff.endIndex else { return nil }
            let bytes = tiff[start..<(start + count)]
            return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) {
                $0 << 8 | Int($1)
            }
        }
        guard let directory = number(at: 4, bytes: 4),
            let count = number(at: directory, bytes: 2)
        else { return nil }
        for entry in 0..<count {
            let offset = directory + 2 + entry * 12
            guard let tag = number(at: offset, bytes: 2) else { return nil }
            if tag == 0x0112 { return number(at: offset + 8, bytes: 2) }
        }
        return nil
    }
}
