import Glibc

/// Compositions of light and bands.
extension Scene {
    mutating func drawAurora() throws(DrawingFailure) {
        let ground = palette.near.mixed(with: palette.sky(at: 0), 0.55)
        canvas.wash(
            .linear(from: (0, 0), to: (0, canvas.down), [Stop(0, ground), Stop(1, palette.near)])
        )
        let colours = [palette.sky(at: 0.35), palette.sky(at: 0.65), palette.accents[0]]
        var glows: [Paint] = []
        for index in 0..<7 {
            glows.append(
                .glow(
                    x: chance.number(-0.05...1.05) * canvas.across,
                    y: chance.number(-0.05...0.62) * canvas.down,
                    radius: chance.number(0.42...0.85) * canvas.unit,
                    colours[index % colours.count],
                    alpha: index % 3 == 2 ? 0.5 : 0.8
                )
            )
        }
        let light = Paint.glow(
            x: chance.number(0.55...0.95) * canvas.across,
            y: chance.number(0.02...0.25) * canvas.down,
            radius: 0.5 * canvas.unit,
            palette.light,
            alpha: 0.75
        )
        try canvas.soft { layer in
            for glow in glows { layer.wash(glow) }
            layer.wash(light)
        }
        rings(
            x: chance.number(0.6...1) * canvas.across,
            y: chance.number(-0.1...0.2) * canvas.down,
            count: 9
        )
    }

    /// Fine circles around a point: something sharp in all that softness.
    private func rings(x: Double, y: Double, count: Int) {
        for index in 1...count {
            let radius = canvas.unit * (0.06 + 0.105 * Double(index))
            let alpha = 0.3 * (1 - Double(index) / Double(count + 1))
            canvas.stroke(
                .plain(.white, alpha: alpha),
                width: max(0.75, canvas.unit * 0.0014)
            ) { $0.circle(x: x, y: y, radius: radius) }
        }
    }

    mutating func drawPlanet() throws(DrawingFailure) {
        let space = palette.near.mixed(with: palette.sky(at: 0), 0.45)
        canvas.wash(
            .linear(from: (0, 0), to: (0, canvas.down), [Stop(0, space), Stop(1, palette.near)])
        )
        let x = chance.number(0.56...0.82) * canvas.across
        let y = chance.number(0.22...0.36) * canvas.down
        let radius = chance.number(0.19...0.27) * canvas.unit
        let (glow, light) = (palette.sky(at: 0.45), palette.light)
        try canvas.soft {
            $0.wash(.glow(x: x, y: y, radius: radius * 3.4, glow, alpha: 0.8))
        }
        stars(110, downTo: canvas.down)
        let orbits = (2...5).map { radius * (1 + 0.42 * Double($0 - 1)) }
        for (index, orbit) in orbits.enumerated() {
            let width = max(0.75, canvas.unit * 0.0016)
            canvas.stroke(.plain(light, alpha: 0.34 - 0.06 * Double(index)), width: width) {
                $0.circle(x: x, y: y, radius: orbit)
            }
        }
        drawGlobe(x: x, y: y, radius: radius)
        for (index, orbit) in orbits.enumerated() {
            let size = canvas.unit * chance.number(0.007...0.018)
            var (moonX, moonY) = (0.0, 0.0)
            // In the picture and off the text, if chance allows.
            for _ in 0..<12 {
                let angle = chance.number(0...6.28)
                (moonX, moonY) = (x + orbit * cos(angle), y + orbit * sin(angle))
                let isInside = moonX > size && moonX < canvas.across - size && moonY > size
                if isInside, moonY < quiet.y - 2 * size { break }
            }
            guard moonY < quiet.y - size else { continue }
            let colour = palette.accents[index % palette.accents.count]
            canvas.fill(.plain(colour)) { $0.circle(x: moonX, y: moonY, radius: size) }
        }
    }

    /// A ball lit from the upper left.
    private func drawGlobe(x: Double, y: Double, radius: Double) {
        let (bright, middle) = (palette.light, palette.sky(at: 0.8))
        canvas.fill(
            .linear(
                from: (x - radius * 0.7, y - radius * 0.8),
                to: (x + radius * 0.75, y + radius * 0.85),
                [
                    Stop(0, bright), Stop(0.35, middle), Stop(0.7, palette.sky(at: 0.4)),
                    Stop(1, palette.sky(at: 0.05)),
                ]
            )
        ) { $0.circle(x: x, y: y, radius: radius) }
    }

    mutating func drawWaves() throws(DrawingFailure) {
        canvas.wash(.plain(palette.sky(at: 1).lighter(0.25)))
        let light = palette.light
        let sun = (x: chance.number(0.2...0.8) * canvas.across, y: 0.04 * canvas.down)
        let reach = canvas.unit * 0.7
        try canvas.soft {
            $0.wash(.glow(x: sun.x, y: sun.y, radius: reach, light, alpha: 0.9))
        }
        let count = 8
        let shift = chance.number(0.35...0.6)
        for band in 0..<count {
            let depth = Double(band) / Double(count - 1)
            let base = canvas.down * (0.13 + 0.8 * depth)
            let height = canvas.unit * 0.055
            let curve = rolling(waves: 0.5...(0.7 + shift * 0.5))
            let colour = waveColour(at: depth)
            drawBand(colour, base: base, lift: canvas.unit * 0.03) { base + height * curve($0) }
        }
    }

    private func waveColour(at depth: Double) -> Colour {
        let colour = palette.sky(at: 1 - depth * 0.95)
        return colour.mixed(with: palette.near, max(0, (depth - 0.45) * 1.5))
    }

    /// A sheet of paper with a wavy edge and the shadow it casts on the one behind.
    private func drawBand(
        _ colour: Colour,
        base: Double,
        lift: Double,
        _ line: (Double) -> Double
    ) {
        let wide = canvas.across
        let step = max(1, wide / 200)
        for shade in 1...5 {
            let up = lift * Double(shade) / 5
            canvas.fill(.plain(palette.near, alpha: 0.035)) {
                $0.ground(step: step) { line($0 / wide) - up }
            }
        }
        let foot = base + canvas.down * 0.2
        canvas.fill(
            .linear(
                from: (0, base),
                to: (0, foot),
                [Stop(0, colour), Stop(1, colour.darker(0.08))]
            )
        ) {
            $0.ground(step: step) { line($0 / wide) }
        }
    }
}
