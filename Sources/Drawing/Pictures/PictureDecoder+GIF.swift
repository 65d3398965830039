/// The first frame of a GIF, read here: the format is small, and giflib's structures are not
/// something to guess at through `dlsym`.
extension PictureDecoder {
    func readGIF(_ bytes: [UInt8], atMost room: Box) throws(Unreadable) -> Canvas {
        var reader = GIFReader(bytes: bytes)
        guard let screen = reader.readScreen() else {
            throw Unreadable(reason: "the GIF is damaged")
        }
        try check(width: screen.width, height: screen.height)
        guard let frame = reader.readFirstFrame(), frame.left + frame.width <= screen.width,
            frame.top + frame.height <= screen.height
        else { throw Unreadable(reason: "the GIF is damaged") }
        let canvas = try sheet(width: screen.width, height: screen.height)
        let stride = canvas.stride
        canvas.withPixels { pixels in
            for (index, entry) in frame.pixels.enumerated() {
                let row = frame.row(index / frame.width)
                let place = (frame.top + row) * stride + (frame.left + index % frame.width) * 4
                guard entry != frame.transparent, Int(entry) * 3 + 2 < frame.colours.count
                else { continue }
                let colour = frame.colours.startIndex + Int(entry) * 3
                pixels[place] = frame.colours[colour + 2]
                pixels[place + 1] = frame.colours[colour + 1]
                pixels[place + 2] = frame.colours[colour]
                pixels[place + 3] = 255
            }
        }
        return try reduced(canvas, atMost: room)
    }
}

struct GIFReader {
    private let bytes: [UInt8]
    private var place = 0
    private var globalColours: ArraySlice<UInt8> = []
    private var transparent: UInt8?

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    struct Frame {
        let left, top, width, height: Int
        let isInterlaced: Bool
        /// Red, green, blue, red, …
        let colours: ArraySlice<UInt8>
        let transparent: UInt8?
        /// One entry of the colours a pixel, in the order they came.
        let pixels: [UInt8]

        /// Where the `index`th row of the file belongs.
        func row(_ index: Int) -> Int {
            guard isInterlaced else { return index }
            var index = index
            for (first, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
                let rows = (height - first + step - 1) / step
                if index < rows { return first + index * step }
                index -= rows
            }
            return 0
        }
    }

    mutating func readScreen() -> (width: Int, height: Int)? {
        guard bytes.starts(with: Array("GIF8".utf8)), bytes.count > 13 else { return nil }
        place = 6
        guard let width = number(), let height = number(), let flags = byte() else { return nil }
        place += 2
        guard let colours = colourTable(flags) else { return nil }
        globalColours = colours
        return (width, height)
    }

    mutating func readFirstFrame() -> Frame? {
        while let kind = byte() {
            switch kind {
            case UInt8(ascii: "!"): guard skipExtension() else { return nil }
            case UInt8(ascii: ","): return readFrame()
            default: return nil
            }
        }
        return nil
    }

    private mutating func skipExtension() -> Bool {
        guard let label = byte() else { return false }
        let graphicControl: UInt8 = 0xF9
        if label == graphicControl, place + 5 <= bytes.count, bytes[place + 1] & 1 == 1 {
            transparent = bytes[place + 4]
        }
        return blocks() != nil
    }

    private mutating func readFrame() -> Frame? {
        guard let left = number(), let top = number(), let width = number(),
            let height = number(), let flags = byte(), let local = colourTable(flags),
            let codeSize = byte(), (2...8).contains(codeSize), width > 0, height > 0,
            width * height <= PictureDecoder.mostPixels, let data = blocks()
        else { return nil }
        let decoder = LZWDecoder(data: data, codeSize: Int(codeSize), count: width * height)
        guard let pixels = decoder.decode() else { return nil }
        return Frame(
            left: left,
            top: top,
            width: width,
            height: height,
            isInterlaced: flags & 0x40 != 0,
            colours: local.isEmpty ? globalColours : local,
            transparent: transparent,
            pixels: pixels
        )
    }

    private mutating func colourTable(_ flags: UInt8) -> ArraySlice<UInt8>? {
        guard flags & 0x80 != 0 else { return [] }
        let end = place + 3 << Int(flags & 7 + 1)
        guard end <= bytes.count else { return nil }
        defer { place = end }
        return bytes[place..<end]
    }

    /// The bytes of a chain of blocks, each with its length in front, up to an empty one.
    private mutating func blocks() -> [UInt8]? {
        var joined: [UInt8] = []
        while let length = byte() {
            if length == 0 { return joined }
            let end = place + Int(length)
            guard end <= bytes.count else { return nil }
            joined += bytes[place..<end]
            place = end
        }
        return nil
    }

    private mutating func byte() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func number() -> Int? {
        guard let low = byte(), let high = byte() else { return nil }
        return Int(low) | Int(high) << 8
    }
}
