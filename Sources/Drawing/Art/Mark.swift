/// The word SANDBOX in the top right corner: nobody shall take the picture for a model's.
struct Mark {
    private let canvas: Canvas
    private let block: TextBlock?
    private let frame: Box

    private static let word = "SANDBOX"

    init(typesetter: Typesetter, sheet: Box) {
        let canvas = typesetter.canvas
        self.canvas = canvas
        let size = max(6.5, 0.0185 * canvas.unit)
        let block = typesetter.line(
            Mark.word,
            size: size,
            weight: .bold,
            spacing: size * 0.12
        )
        // Without any font the letters are drawn from dots.
        let hasFont = block.map { $0.missingGlyphs == 0 } ?? false
        self.block = hasFont ? block : nil
        let inside =
            hasFont
            ? (width: block?.width ?? 0, height: block?.height ?? 0)
            : (width: Double(DotLetters.columns) * size / 7, height: size)
        let (width, height) = (inside.width + size * 1.5, inside.height + size * 0.75)
        let margin = min(0.07 * canvas.unit, max(2, 0.045 * canvas.unit))
        frame = Box(
            x: sheet.right - margin - width,
            y: sheet.y + margin,
            width: width,
            height: height
        )
        isShown = width <= 0.7 * sheet.width && height <= 0.4 * sheet.height
    }

    /// A picture too small for the word goes without.
    private let isShown: Bool

    /// Where the mark ends; nil when there is none.
    var foot: Double? { isShown ? frame.foot : nil }

    func draw(paper: Colour, ink: Colour) {
        guard isShown else { return }
        let radius = frame.height / 2
        canvas.fill(.plain(paper, alpha: 0.8)) { $0.box(frame, radius: radius) }
        canvas.stroke(.plain(ink, alpha: 0.22), width: max(0.75, canvas.unit * 0.001)) {
            $0.box(frame.inset(by: 0.5), radius: radius)
        }
        if let block {
            let spacing = block.size * 0.12
            block.draw(
                x: frame.x + (frame.width - block.width + spacing / 2) / 2,
                y: frame.y + (frame.height - block.height) / 2,
                colour: ink
            )
        } else {
            DotLetters.draw(on: canvas, in: frame, colour: ink)
        }
    }
}

/// The letters of SANDBOX, five dots wide and seven high, for machines without a single font.
enum DotLetters {
    private static let letters: [[UInt8]] = [
        [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
        [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
        [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
        [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
        [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
    ]

    /// Dots across, with one between letters.
    static let columns = letters.count * 6 - 1

    static func draw(on canvas: Canvas, in frame: Box, colour: Colour) {
        let area = frame.fitting(width: Double(columns) + 7, height: 7 + 6)
        let dot = area.width / (Double(columns) + 7)
        let (left, top) = (area.x + 3.5 * dot, area.y + (area.height - 7 * dot) / 2)
        canvas.fill(.plain(colour)) { pen in
            for (index, letter) in letters.enumerated() {
                for (row, dots) in letter.enumerated() {
                    for column in 0..<5 where dots & (0b10000 >> UInt8(column)) != 0 {
                        pen.box(
                            Box(
                                x: left + Double(index * 6 + column) * dot,
                                y: top + Double(row) * dot,
                                width: dot,
                                height: dot
                            )
                        )
                    }
                }
            }
        }
    }
}
