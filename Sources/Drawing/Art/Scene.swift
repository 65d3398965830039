import Glibc

/// The picture behind the text: one of a few compositions in one of a few palettes, both chosen
/// by the prompt and the seed.
struct Scene {
    enum Composition: CaseIterable {
        case hills, aurora, planet, waves, peaks, shapes, tiles
    }

    let canvas: Canvas
    let composition: Composition
    let palette: Palette
    var chance: Chance
    /// Where text will stand: kept calm.
    let quiet: Box

    init(canvas: Canvas, chance: Chance, quiet: Box) {
        var chance = chance
        let all = Composition.allCases
        composition = all[chance.index(all.count)]
        palette =
            switch composition {
            case .shapes, .tiles: Palette.paper[chance.index(Palette.paper.count)]
            default: Palette.deep[chance.index(Palette.deep.count)]
            }
        self.canvas = canvas
        self.chance = chance
        self.quiet = quiet
    }

    mutating func draw() throws(DrawingFailure) {
        switch composition {
        case .hills: try drawHills()
        case .aurora: try drawAurora()
        case .planet: try drawPlanet()
        case .waves: try drawWaves()
        case .peaks: try drawPeaks()
        case .shapes: try drawShapes()
        case .tiles: drawTiles()
        }
    }

    /// The palette's sky from `top` to `foot` (pixels), mixed in OKLab: Cairo mixes in sRGB, so it
    /// gets enough stops not to matter.
    func skyPaint(from top: Double = 0, to foot: Double? = nil) -> Paint {
        let stops = stride(from: 0.0, through: 1.0, by: 0.0625).map {
            Stop($0, palette.sky(at: $0))
        }
        return .linear(from: (0, top), to: (0, foot ?? canvas.down), stops)
    }

    /// Small stars, fainter towards `foot` (pixels).
    mutating func stars(_ count: Int, downTo foot: Double) {
        for _ in 0..<count {
            let x = chance.number(0...1) * canvas.across
            let y = chance.number(0...1)
            let radius = max(0.5, canvas.unit * chance.number(0.0006...0.0019))
            let alpha = chance.number(0.25...0.95) * (1 - y * y)
            canvas.fill(.plain(.white, alpha: alpha)) {
                $0.circle(x: x, y: y * foot, radius: radius)
            }
        }
    }

    /// A curve of three sines, about ±1 high: 0 at the left edge of the picture, 1 at its right.
    mutating func rolling(waves: ClosedRange<Double>) -> @Sendable (Double) -> Double {
        let (slow, middle, fast) = (chance.number(waves), chance.number(1.7...2.3), 4.1)
        let phases = [chance.number(0...6.28), chance.number(0...6.28), chance.number(0...6.28)]
        return { place in
            let turn = place * 2 * Double.pi * slow
            return 0.62 * sin(turn + phases[0]) + 0.28 * sin(turn * middle + phases[1]) + 0.1
                * sin(turn * fast + phases[2])
        }
    }
}
