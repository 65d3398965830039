import Glibc

/// A place on a gradient: 0…1 along it, a colour, and how much of it.
struct Stop {
    let place: Double
    let colour: Colour
    let alpha: Double

    init(_ place: Double, _ colour: Colour, alpha: Double = 1) {
        self.place = place
        self.colour = colour
        self.alpha = alpha
    }
}

/// What a shape is filled with.
enum Paint {
    case plain(Colour, alpha: Double = 1)
    case linear(from: (x: Double, y: Double), to: (x: Double, y: Double), [Stop])
    /// From the centre (or `inner`) outwards.
    case radial(x: Double, y: Double, radius: Double, inner: Double = 0, [Stop])

    /// Fades out the way light does, without a visible rim.
    static func glow(
        x: Double,
        y: Double,
        radius: Double,
        _ colour: Colour,
        alpha: Double
    )
        -> Paint
    {
        let stops = stride(from: 0.0, through: 1.0, by: 0.125).map { place in
            let left = 1 - place
            return Stop(place, colour, alpha: alpha * left * left * (3 - 2 * left))
        }
        return .radial(x: x, y: y, radius: radius, stops)
    }
}

extension Canvas {
    /// Fills everything.
    func wash(_ paint: Paint) {
        use(paint)
        cairo.paint(pen)
    }

    func fill(_ paint: Paint, _ path: (Canvas) -> Void) {
        cairo.newPath(pen)
        path(self)
        use(paint)
        cairo.fill(pen)
    }

    func stroke(_ paint: Paint, width: Double, _ path: (Canvas) -> Void) {
        cairo.newPath(pen)
        path(self)
        use(paint)
        cairo.setLineWidth(pen, width)
        cairo.stroke(pen)
    }

    /// Keeps what follows inside a path, until `apart` ends.
    func clip(_ path: (Canvas) -> Void) {
        cairo.newPath(pen)
        path(self)
        cairo.clip(pen)
    }

    func multiply() { cairo.setOperator(pen, 14) }

    func circle(x: Double, y: Double, radius: Double) {
        cairo.newSubPath(pen)
        cairo.arc(pen, x, y, radius, 0, 2 * .pi)
    }

    /// A slice of pie from angle `from` clockwise to `to`, in quarter turns from three o'clock.
    func slice(x: Double, y: Double, radius: Double, from: Double, to: Double) {
        cairo.moveTo(pen, x, y)
        cairo.arc(pen, x, y, radius, from * .pi / 2, to * .pi / 2)
        cairo.closePath(pen)
    }

    func box(_ frame: Box, radius: Double = 0) {
        guard radius > 0 else {
            cairo.rectangle(pen, frame.x, frame.y, frame.width, frame.height)
            return
        }
        let radius = min(radius, frame.width / 2, frame.height / 2)
        let (right, foot) = (frame.x + frame.width, frame.y + frame.height)
        cairo.newSubPath(pen)
        cairo.arc(pen, right - radius, frame.y + radius, radius, -.pi / 2, 0)
        cairo.arc(pen, right - radius, foot - radius, radius, 0, .pi / 2)
        cairo.arc(pen, frame.x + radius, foot - radius, radius, .pi / 2, .pi)
        cairo.arc(pen, frame.x + radius, frame.y + radius, radius, .pi, 1.5 * .pi)
        cairo.closePath(pen)
    }

    /// Everything under the curve `y = line(x)`.
    func ground(step: Double, _ line: (Double) -> Double) {
        cairo.moveTo(pen, 0, down)
        var x = 0.0
        while x < across + step {
            cairo.lineTo(pen, x, line(x))
            x += step
        }
        cairo.lineTo(pen, across + step, down)
        cairo.closePath(pen)
    }

    /// The pixels of another canvas, scaled into `frame`.
    func paste(_ other: Canvas, into frame: Box) {
        cairo.save(pen)
        defer { cairo.restore(pen) }
        cairo.translate(pen, frame.x, frame.y)
        cairo.scale(pen, frame.width / other.across, frame.height / other.down)
        cairo.surfaceFlush(other.surface)
        cairo.setSourceSurface(pen, other.surface, 0, 0)
        // GOOD averages when it makes smaller; PAD keeps the rim from fading.
        cairo.patternSetFilter(cairo.getSource(pen), 1)
        cairo.patternSetExtend(cairo.getSource(pen), 3)
        cairo.rectangle(pen, 0, 0, other.across, other.down)
        cairo.fill(pen)
    }

    private func use(_ paint: Paint) {
        switch paint {
        case .plain(let colour, let alpha):
            cairo.setSourceRGBA(pen, colour.red, colour.green, colour.blue, alpha)
        case .linear(let from, let to, let stops):
            use(cairo.patternCreateLinear(from.x, from.y, to.x, to.y), stops)
        case .radial(let x, let y, let radius, let inner, let stops):
            use(cairo.patternCreateRadial(x, y, inner, x, y, radius), stops)
        }
    }

    private func use(_ pattern: OpaquePointer?, _ stops: [Stop]) {
        for stop in stops {
            let colour = stop.colour
            cairo.patternAddColorStopRGBA(
                pattern,
                stop.place,
                colour.red,
                colour.green,
                colour.blue,
                stop.alpha
            )
        }
        cairo.setSource(pen, pattern)
        cairo.patternDestroy(pattern)
    }
}

/// A rectangle in pixels.
struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var foot: Double { y + height }
    var right: Double { x + width }

    func inset(by margin: Double) -> Box {
        Box(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }

    /// The largest box of shape `width : height` inside this one, in its middle.
    func fitting(width other: Double, height otherHeight: Double) -> Box {
        let scale = min(width / other, height / otherHeight)
        let (wide, high) = (other * scale, otherHeight * scale)
        return Box(x: x + (width - wide) / 2, y: y + (height - high) / 2, width: wide, height: high)
    }
}
