import Glibc

extension PictureDecoder {
    func readPNG(_ bytes: [UInt8], atMost room: Box) throws(Unreadable) -> Canvas {
        // Signature, then the header chunk: length, "IHDR", width, height.
        guard bytes.count > 33, let width = DrawingFrame.length(bytes[16..<20]),
            let height = DrawingFrame.length(bytes[20..<24])
        else { throw Unreadable(reason: "the PNG is cut off") }
        try check(width: width, height: height)
        let surface = bytes.withUnsafeBytes { whole -> OpaquePointer? in
            var rest = whole
            return withUnsafeMutablePointer(to: &rest) { rest in
                cairo.imageSurfaceCreateFromPNGStream(Self.takeBytes, rest)
            }
        }
        guard let surface, cairo.surfaceStatus(surface) == 0 else {
            cairo.surfaceDestroy(surface)
            throw Unreadable(reason: "the PNG is damaged")
        }
        let full = try adopt(surface)
        return try reduced(full, atMost: room)
    }

    /// Copies what libpng asks for from the rest of the file, a raw buffer that grows shorter.
    private static let takeBytes: Cairo.PNGRead = { rest, target, count in
        let readError: Int32 = 10
        guard let rest = rest?.assumingMemoryBound(to: UnsafeRawBufferPointer.self),
            let target, Int(count) <= rest.pointee.count, let source = rest.pointee.baseAddress
        else { return readError }
        memcpy(target, source, Int(count))
        rest.pointee = UnsafeRawBufferPointer(rebasing: rest.pointee.dropFirst(Int(count)))
        return 0
    }

    /// Cairo reads opaque PNGs into another pixel format; we want one.
    private func adopt(_ surface: OpaquePointer) throws(Unreadable) -> Canvas {
        defer { cairo.surfaceDestroy(surface) }
        let canvas = try sheet(
            width: Int(cairo.imageSurfaceGetWidth(surface)),
            height: Int(cairo.imageSurfaceGetHeight(surface))
        )
        cairo.setSourceSurface(canvas.pen, surface, 0, 0)
        cairo.paint(canvas.pen)
        return canvas
    }
}
