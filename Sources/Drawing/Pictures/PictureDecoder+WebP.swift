extension PictureDecoder {
    func readWebP(_ bytes: [UInt8], atMost room: Box) throws(Unreadable) -> Canvas {
        guard let webp else {
            throw Unreadable(reason: "WebP needs libwebp, which is not installed")
        }
        var (width, height): (Int32, Int32) = (0, 0)
        guard webp.getInfo(bytes, bytes.count, &width, &height) != 0 else {
            throw Unreadable(reason: "the WebP is damaged")
        }
        try check(width: Int(width), height: Int(height))
        let canvas = try sheet(width: Int(width), height: Int(height))
        let stride = canvas.stride
        let isWhole = canvas.withPixels { pixels in
            webp.decodeBGRAInto(
                bytes,
                bytes.count,
                pixels.baseAddress,
                pixels.count,
                Int32(stride)
            ) != nil
        }
        guard isWhole else { throw Unreadable(reason: "the WebP is damaged or animated") }
        canvas.multiplyByAlpha()
        return try reduced(canvas, atMost: room)
    }
}

extension Canvas {
    /// Makes straight colours what Cairo wants: colours times alpha.
    func multiplyByAlpha() {
        withPixels { pixels in
            for place in Swift.stride(from: 0, to: pixels.count - 3, by: 4) {
                let alpha = UInt16(pixels[place + 3])
                guard alpha < 255 else { continue }
                for part in place..<(place + 3) {
                    pixels[part] = UInt8((UInt16(pixels[part]) * alpha + 127) / 255)
                }
            }
        }
    }
}
