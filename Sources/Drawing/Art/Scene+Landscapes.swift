import Glibc

/// Compositions with a horizon.
extension Scene {
    mutating func drawHills() throws(DrawingFailure) {
        let horizon = chance.number(0.5...0.6) * canvas.down
        canvas.wash(skyPaint(from: 0, to: horizon * 1.12))
        if palette.sky(at: 0).luminance < 0.03 { stars(70, downTo: horizon * 0.8) }
        try drawSun(above: horizon)
        let count = 5
        for layer in 0..<count {
            let depth = Double(layer) / Double(count - 1)
            let base = horizon + (canvas.down * 0.93 - horizon) * pow(depth, 1.15)
            let height = canvas.unit * (0.035 + 0.05 * depth)
            let curve = rolling(waves: (0.7 - 0.25 * depth)...(1.3 - 0.4 * depth))
            ridge(depth: depth, crest: base - height) { base + height * curve($0) }
        }
    }

    mutating func drawPeaks() throws(DrawingFailure) {
        let horizon = chance.number(0.52...0.6) * canvas.down
        canvas.wash(skyPaint(from: 0, to: horizon * 1.2))
        if palette.sky(at: 0).luminance < 0.03 { stars(60, downTo: horizon * 0.7) }
        try drawSun(above: horizon * 0.92)
        let count = 4
        for layer in 0..<count {
            let depth = Double(layer) / Double(count - 1)
            let base = horizon * 1.02 + (canvas.down * 0.95 - horizon) * pow(depth, 1.2)
            let height = canvas.unit * (0.17 - 0.07 * depth)
            let curve = jagged(summits: 3 + layer)
            ridge(depth: depth, crest: base - height) { base - height * curve($0) }
        }
    }

    private mutating func drawSun(above horizon: Double) throws(DrawingFailure) {
        let x = chance.number(0.58...0.82) * canvas.across
        let radius = chance.number(0.075...0.125) * canvas.unit
        let y = max(radius * 1.6, chance.number(0.42...0.78) * horizon)
        let (light, reach) = (palette.light, canvas.unit * 0.62)
        // Pure sunlight over a dark sky would look like fog.
        let haze = light.mixed(with: palette.sky(at: 0.72), 0.55)
        try canvas.soft {
            $0.wash(.glow(x: x, y: y, radius: reach, haze, alpha: 0.6))
            $0.wash(.glow(x: x, y: y, radius: reach * 0.42, light, alpha: 0.4))
        }
        canvas.fill(
            .linear(
                from: (x, y - radius),
                to: (x, y + radius),
                [Stop(0, light.lighter(0.35)), Stop(1, light)]
            )
        ) { $0.circle(x: x, y: y, radius: radius) }
    }

    /// One layer of land: hazy at its foot, as far land is.
    private func ridge(depth: Double, crest: Double, _ line: (Double) -> Double) {
        let colour = palette.far.mixed(with: palette.near, pow(depth, 0.8))
        let haze = colour.mixed(with: palette.sky(at: 0.92), 0.42 * (1 - depth))
        let foot = crest + canvas.down * (0.26 + 0.1 * depth)
        let wide = canvas.across
        canvas.fill(.linear(from: (0, crest), to: (0, foot), [Stop(0, colour), Stop(1, haze)])) {
            $0.ground(step: max(1, wide / 256)) { line($0 / wide) }
        }
    }

    /// Mountains: a broken line with summits of unlike heights, 0…1, by halving and shifting.
    private mutating func jagged(summits: Int) -> @Sendable (Double) -> Double {
        var heights = (0...(summits * 2)).map {
            $0 % 2 == 1 ? chance.number(0.55...1) : chance.number(0...0.3)
        }
        var roughness = 0.16
        for _ in 0..<4 {
            var finer: [Double] = []
            for (left, right) in zip(heights, heights.dropFirst()) {
                let middle = (left + right) / 2 + chance.number(-roughness...roughness)
                finer += [left, middle]
            }
            heights = finer + heights.suffix(1)
            roughness *= 0.5
        }
        let line = heights
        return { place in
            let at = min(max(place, 0), 1) * Double(line.count - 1)
            let lower = min(Int(at), line.count - 2)
            return line[lower] + (line[lower + 1] - line[lower]) * (at - Double(lower))
        }
    }
}
