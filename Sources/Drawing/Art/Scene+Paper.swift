import Glibc

/// Compositions of flat shapes on paper.
extension Scene {
    mutating func drawShapes() throws(DrawingFailure) {
        canvas.wash(skyPaint())
        // They keep above the text while there is room above it.
        let unit = min(canvas.unit, max(quiet.y, 0.5 * canvas.unit) * 1.5)
        let centre = (
            x: chance.number(0.5...0.68) * canvas.across, y: chance.number(0.3...0.36) * unit
        )
        let turn = chance.number(0...6.28)
        let colours = [palette.accents[0], palette.accents[1], palette.light, palette.accents[2]]
        let canvas = canvas
        let discs = (0..<4).map { index in
            let angle = turn + Double(index) * 1.65
            let away = chance.number(0.08...0.17) * unit
            return (
                x: centre.x + away * cos(angle) * 1.5, y: centre.y + away * sin(angle),
                radius: chance.number(0.11...0.2) * unit, colour: colours[index]
            )
        }
        try canvas.apart { () throws(DrawingFailure) in
            canvas.multiply()
            for (index, disc) in discs.enumerated() {
                canvas.fill(.plain(disc.colour, alpha: 0.9)) {
                    if index == 1 {
                        $0.slice(x: disc.x, y: disc.y, radius: disc.radius * 1.4, from: 2, to: 4)
                    } else {
                        $0.circle(x: disc.x, y: disc.y, radius: disc.radius)
                    }
                }
            }
        }
        drawMarks(around: centre, radius: chance.number(0.29...0.34) * unit)
    }

    /// A few fine lines and dots in the darkest colour, which hold the discs together.
    private mutating func drawMarks(around centre: (x: Double, y: Double), radius: Double) {
        let dark = palette.accents.last ?? palette.ink
        canvas.stroke(.plain(dark, alpha: 0.55), width: max(0.75, canvas.unit * 0.002)) {
            $0.circle(x: centre.x, y: centre.y, radius: radius)
        }
        for _ in 0..<3 {
            let angle = chance.number(0...6.28)
            let (x, y) = (centre.x + radius * cos(angle), centre.y + radius * sin(angle))
            let size = canvas.unit * chance.number(0.008...0.016)
            canvas.fill(.plain(dark)) { $0.circle(x: x, y: y, radius: size) }
        }
    }

    /// A wall of tiles above the text; behind it when there is no room above.
    mutating func drawTiles() {
        canvas.wash(.plain(palette.near))
        let room = quiet.height > 0 ? quiet.y - 0.04 * canvas.unit : 0
        let shape = canvas.across / canvas.unit
        // As many columns as make whole rows end close to the text.
        let counts = (4...7).map { max(2, Int((shape * Double($0)).rounded())) }
        func unused(_ columns: Int) -> Double {
            let side = canvas.across / Double(columns)
            return room < side ? .infinity : room.truncatingRemainder(dividingBy: side)
        }
        let columns = counts.min { unused($0) < unused($1) } ?? 5
        let side = canvas.across / Double(columns)
        let fitting = max(0, Int(room / side))
        let rows = fitting > 0 ? fitting : Int((canvas.down / side).rounded(.up))
        for row in 0..<rows {
            for column in 0..<columns {
                drawTile(
                    Box(x: Double(column) * side, y: Double(row) * side, width: side, height: side)
                )
            }
        }
    }

    private mutating func drawTile(_ tile: Box) {
        let colours = palette.accents + [palette.light, palette.far, palette.sky(at: 1)]
        let ground = chance.index(colours.count)
        let other = (ground + 1 + chance.index(colours.count - 1)) % colours.count
        let turn = Double(chance.index(4))
        let shape = chance.index(6)
        // Half a pixel over the edge: no hairline of paper between two tiles.
        canvas.fill(.plain(colours[ground])) { $0.box(tile.inset(by: -0.5)) }
        canvas.fill(.plain(colours[other])) { pen in
            switch shape {
            case 0: pen.quarter(of: tile, turn: turn)
            case 1: pen.leaf(in: tile, turn: turn)
            case 2: pen.half(of: tile, turn: turn)
            case 3:
                pen.circle(
                    x: tile.x + tile.width / 2,
                    y: tile.y + tile.width / 2,
                    radius: tile.width * 0.32
                )
            case 4: pen.triangle(in: tile, turn: turn)
            default:
                pen.quarter(of: tile, turn: turn)
                pen.half(of: tile, turn: turn + 1)
            }
        }
    }
}

/// Shapes within a square tile, turned by quarter turns.
extension Canvas {
    /// A corner of the tile: 0 top left, then clockwise.
    private func corner(_ tile: Box, _ turn: Double) -> (x: Double, y: Double) {
        let index = Int(turn) % 4
        return (
            x: index == 1 || index == 2 ? tile.right : tile.x,
            y: index >= 2 ? tile.foot : tile.y
        )
    }

    func quarter(of tile: Box, turn: Double) {
        let from = corner(tile, turn)
        slice(x: from.x, y: from.y, radius: tile.width, from: turn, to: turn + 1)
    }

    func half(of tile: Box, turn: Double) {
        let (one, two) = (corner(tile, turn), corner(tile, turn + 1))
        slice(
            x: (one.x + two.x) / 2,
            y: (one.y + two.y) / 2,
            radius: tile.width / 2,
            from: turn,
            to: turn + 2
        )
    }

    func leaf(in tile: Box, turn: Double) {
        let (one, two) = (corner(tile, turn), corner(tile, turn + 2))
        cairo.newSubPath(pen)
        cairo.arc(pen, one.x, one.y, tile.width, turn * .pi / 2, (turn + 1) * .pi / 2)
        cairo.arc(pen, two.x, two.y, tile.width, (turn + 2) * .pi / 2, (turn + 3) * .pi / 2)
        cairo.closePath(pen)
    }

    func triangle(in tile: Box, turn: Double) {
        for step in 0..<3 {
            let point = corner(tile, turn + Double(step))
            if step == 0 {
                cairo.moveTo(pen, point.x, point.y)
            } else {
                cairo.lineTo(pen, point.x, point.y)
            }
        }
        cairo.closePath(pen)
    }
}
