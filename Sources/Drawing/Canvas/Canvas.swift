/// A picture in memory and the pen that draws on it. Coordinates are pixels from the top left.
///
/// A class because it owns what Cairo allocated and gives it back when it is let go.
final class Canvas {
    let cairo: Cairo
    let width: Int
    let height: Int
    let surface: OpaquePointer
    let pen: OpaquePointer

    /// - Throws: `.failed` when there is not enough memory.
    init(cairo: Cairo, width: Int, height: Int) throws(DrawingFailure) {
        guard width > 0, height > 0, width <= 32_767, height <= 32_767,
            let surface = cairo.imageSurfaceCreate(Canvas.argb32, Int32(width), Int32(height))
        else { throw .failed(reason: "no surface of \(width) x \(height)") }
        guard cairo.surfaceStatus(surface) == 0, let pen = cairo.create(surface) else {
            cairo.surfaceDestroy(surface)
            throw .failed(reason: "no memory for \(width) x \(height) pixels")
        }
        self.cairo = cairo
        self.width = width
        self.height = height
        self.surface = surface
        self.pen = pen
    }

    deinit {
        cairo.destroy(pen)
        cairo.surfaceDestroy(surface)
    }

    /// Four bytes a pixel, B G R A in memory on a little-endian machine, colours times alpha.
    private static let argb32: Int32 = 0

    var stride: Int { Int(cairo.imageSurfaceGetStride(surface)) }
    /// What lengths are measured by, so that a picture looks alike at every size.
    var unit: Double { Double(min(width, height)) }
    var across: Double { Double(width) }
    var down: Double { Double(height) }

    /// Lends the pixels, rows `stride` bytes apart.
    func withPixels<T>(_ use: (UnsafeMutableBufferPointer<UInt8>) -> T) -> T {
        cairo.surfaceFlush(surface)
        let bytes = UnsafeMutableBufferPointer(
            start: cairo.imageSurfaceGetData(surface),
            count: stride * height
        )
        defer { cairo.surfaceMarkDirty(surface) }
        return use(bytes)
    }

    /// The colour of one opaque pixel; positions outside are moved to the edge.
    func colour(x: Double, y: Double) -> Colour {
        let column = min(max(Int(x), 0), width - 1)
        let row = min(max(Int(y), 0), height - 1)
        let stride = stride
        return withPixels { bytes in
            let place = row * stride + column * 4
            return Colour(
                red: Double(bytes[place + 2]) / 255,
                green: Double(bytes[place + 1]) / 255,
                blue: Double(bytes[place]) / 255
            )
        }
    }

    /// Draws with what `work` sets (clip, scale, operator) forgotten afterwards.
    func apart(_ work: () throws(DrawingFailure) -> Void) throws(DrawingFailure) {
        cairo.save(pen)
        defer { cairo.restore(pen) }
        try work()
    }

    /// Draws in the coordinates of this canvas on a layer with `coarseness` times fewer pixels a
    /// side, and lays it smoothly over the canvas. Glows have no edges to lose, and a radial
    /// gradient costs 20 ns a pixel.
    func soft(
        coarseness: Double = 5,
        _ work: (Canvas) -> Void
    ) throws(DrawingFailure) {
        let layer = try Canvas(
            cairo: cairo,
            width: max(1, Int((across / coarseness).rounded(.up))),
            height: max(1, Int((down / coarseness).rounded(.up)))
        )
        let (wide, high) = (across / layer.across, down / layer.down)
        cairo.scale(layer.pen, 1 / wide, 1 / high)
        work(layer)
        cairo.surfaceFlush(layer.surface)
        cairo.save(pen)
        defer { cairo.restore(pen) }
        cairo.scale(pen, wide, high)
        cairo.setSourceSurface(pen, layer.surface, 0, 0)
        cairo.patternSetFilter(cairo.getSource(pen), Canvas.bilinear)
        cairo.patternSetExtend(cairo.getSource(pen), Canvas.pad)
        cairo.paint(pen)
    }

    private static let bilinear: Int32 = 4
    private static let pad: Int32 = 3
}
