/// The input pictures of an edit, as prints laid on the scene.
struct Insets {
    private let pictures: [Canvas]
    private let room: Box

    /// - Throws: `.unreadableImage` with the place of the first picture that cannot be read.
    init(paths: [String], room: Box, decoder: PictureDecoder) throws(DrawingFailure) {
        var pictures: [Canvas] = []
        for (index, path) in paths.enumerated() {
            do throws(PictureDecoder.Unreadable) {
                pictures.append(try decoder.picture(at: path, atMost: room))
            } catch {
                throw .unreadableImage(index: index, reason: error.reason)
            }
        }
        self.pictures = pictures
        self.room = room
    }

    func draw(on canvas: Canvas) {
        guard !pictures.isEmpty else { return }
        let columns = bestColumns()
        let rows = (pictures.count + columns - 1) / columns
        let gap = 0.028 * canvas.unit
        for (index, picture) in pictures.enumerated() {
            let row = index / columns
            // The last row may be shorter: it is centred.
            let inRow = min(columns, pictures.count - row * columns)
            let width = (room.width - gap * Double(columns - 1)) / Double(columns)
            let height = (room.height - gap * Double(rows - 1)) / Double(rows)
            let start = room.x + (room.width - Double(inRow) * width - gap * Double(inRow - 1)) / 2
            let cell = Box(
                x: start + Double(index % columns) * (width + gap),
                y: room.y + Double(row) * (height + gap),
                width: width,
                height: height
            )
            drawPrint(of: picture, in: cell, on: canvas)
        }
    }

    /// The number of columns that shows the most of the pictures.
    private func bestColumns() -> Int {
        func shownArea(_ columns: Int) -> Double {
            let rows = (pictures.count + columns - 1) / columns
            let cell = Box(
                x: 0,
                y: 0,
                width: room.width / Double(columns),
                height: room.height / Double(rows)
            )
            return pictures.reduce(0) { sum, picture in
                let frame = cell.fitting(width: picture.across, height: picture.down)
                return sum + frame.width * frame.height
            }
        }
        return (1...pictures.count).max { shownArea($0) < shownArea($1) } ?? 1
    }

    private func drawPrint(of picture: Canvas, in cell: Box, on canvas: Canvas) {
        let border = 0.011 * canvas.unit
        let inner = cell.inset(by: border)
        guard inner.width > 2, inner.height > 2 else { return }
        let frame = inner.fitting(width: picture.across, height: picture.down)
        let paper = frame.inset(by: -border)
        let radius = 0.012 * canvas.unit
        for step in 1...14 {
            let spread = Double(step) * 0.0016 * canvas.unit
            var shadow = paper.inset(by: -spread)
            shadow.y += 0.009 * canvas.unit
            canvas.fill(.plain(.black, alpha: 0.018)) { $0.box(shadow, radius: radius + spread) }
        }
        canvas.fill(.plain(.white)) { $0.box(paper, radius: radius) }
        // What shows through a transparent picture.
        canvas.fill(.plain(Colour(0xE9E9E6))) { $0.box(frame) }
        canvas.paste(picture, into: frame)
    }
}
