/// Turns a canvas into the bytes of a file.
struct PictureEncoder {
    let png: PNGLibrary
    let jpeg: TurboJPEG?
    let webp: WebP?

    func encode(_ canvas: Canvas, as request: PictureRequest) throws(DrawingFailure) -> [UInt8] {
        switch request.format {
        case .png:
            return try encodePNG(
                canvas,
                isTransparent: request.isTransparent,
                notes: request.notes
            )
        case .jpeg:
            guard let jpeg else { throw .notInstalled(libraries: ["turbojpeg"]) }
            return try encodeJPEG(canvas, quality: request.compression, with: jpeg)
        case .webp:
            guard let webp else { throw .notInstalled(libraries: ["webp"]) }
            return try encodeWebP(canvas, quality: request.compression, with: webp)
        }
    }

    private func encodeJPEG(
        _ canvas: Canvas,
        quality: Int,
        with jpeg: TurboJPEG
    ) throws(DrawingFailure) -> [UInt8] {
        guard let handle = jpeg.initCompress() else { throw .failed(reason: "no JPEG writer") }
        defer { _ = jpeg.destroy(handle) }
        var output: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        let stride = canvas.stride
        let sampling = quality >= 90 ? TurboJPEG.sampling444 : TurboJPEG.sampling420
        let status = canvas.withPixels { pixels in
            jpeg.compress(
                handle,
                pixels.baseAddress,
                Int32(canvas.width),
                Int32(stride),
                Int32(canvas.height),
                TurboJPEG.pixelsBGRX,
                &output,
                &size,
                sampling,
                Int32(min(max(quality, 1), 100)),
                0
            )
        }
        defer { jpeg.free(output) }
        guard status == 0 else { throw .failed(reason: "the JPEG could not be written") }
        return Array(UnsafeBufferPointer(start: output, count: Int(size)))
    }

    private func encodeWebP(
        _ canvas: Canvas,
        quality: Int,
        with webp: WebP
    ) throws(DrawingFailure) -> [UInt8] {
        var output: UnsafeMutablePointer<UInt8>?
        let stride = canvas.stride
        canvas.divideByAlpha()
        let size = canvas.withPixels { pixels in
            webp.encodeBGRA(
                pixels.baseAddress,
                Int32(canvas.width),
                Int32(canvas.height),
                Int32(stride),
                Float(min(max(quality, 0), 100)),
                &output
            )
        }
        defer { webp.free(output) }
        guard size > 0 else { throw .failed(reason: "the WebP could not be written") }
        return Array(UnsafeBufferPointer(start: output, count: size))
    }
}

extension Canvas {
    /// Makes Cairo's colours times alpha what files want: straight colours. Nothing can be drawn
    /// on the canvas afterwards.
    func divideByAlpha() {
        withPixels { pixels in
            for place in Swift.stride(from: 0, to: pixels.count - 3, by: 4) {
                let alpha = UInt16(pixels[place + 3])
                guard alpha > 0, alpha < 255 else { continue }
                for part in place..<(place + 3) {
                    pixels[part] = UInt8(min(255, (UInt16(pixels[part]) * 255 + alpha / 2) / alpha))
                }
            }
        }
    }
}
