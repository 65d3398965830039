extension PictureDecoder {
    func readJPEG(_ bytes: [UInt8], atMost room: Box) throws(Unreadable) -> Canvas {
        guard let jpeg else {
            throw Unreadable(reason: "JPEG needs libturbojpeg, which is not installed")
        }
        guard let handle = jpeg.initDecompress() else {
            throw Unreadable(reason: "not enough memory")
        }
        defer { _ = jpeg.destroy(handle) }
        var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard
            jpeg.decompressHeader(
                handle,
                bytes,
                UInt(bytes.count),
                &width,
                &height,
                &sampling,
                &colours
            ) == 0
        else { throw Unreadable(reason: "the JPEG is damaged") }
        try check(width: Int(width), height: Int(height))
        let isInk = TurboJPEG.inkColourSpaces.contains(colours)
        // TurboJPEG can give an eighth, a quarter or half of the size for a fraction of the time.
        let fit = room.fitting(width: Double(width), height: Double(height))
        let part =
            [8, 4, 2].first { Double(width) / Double($0) >= fit.width } ?? 1
        let canvas = try sheet(
            width: (Int(width) + part - 1) / part,
            height: (Int(height) + part - 1) / part
        )
        let stride = canvas.stride
        let status = canvas.withPixels { pixels in
            jpeg.decompress(
                handle,
                bytes,
                UInt(bytes.count),
                pixels.baseAddress,
                Int32(canvas.width),
                Int32(stride),
                Int32(canvas.height),
                isInk ? TurboJPEG.pixelsCMYK : TurboJPEG.pixelsBGRA,
                TurboJPEG.limitScans
            )
        }
        // A warning (-1 with pixels, as for a file cut off at the end) is not told apart here: a
        // picture that is not whole is better refused than shown grey.
        guard status == 0 else { throw Unreadable(reason: "the JPEG is damaged") }
        if isInk { canvas.turnInkIntoLight() }
        let upright = try EXIFOrientation(jpeg: bytes).apply(to: canvas, with: self)
        return try reduced(upright, atMost: room)
    }
}

extension Canvas {
    /// Pixels that hold C M Y K as Adobe writes them (inverted: 255 is no ink) become B G R A.
    fileprivate func turnInkIntoLight() {
        withPixels { pixels in
            for place in Swift.stride(from: 0, to: pixels.count - 3, by: 4) {
                let black = UInt16(pixels[place + 3])
                let red = UInt8(UInt16(pixels[place]) * black / 255)
                let green = UInt8(UInt16(pixels[place + 1]) * black / 255)
                let blue = UInt8(UInt16(pixels[place + 2]) * black / 255)
                (pixels[place], pixels[place + 1]) = (blue, green)
                (pixels[place + 2], pixels[place + 3]) = (red, 255)
            }
        }
    }
}
