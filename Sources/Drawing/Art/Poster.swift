/// Draws one picture: a scene, the input pictures on it, the prompt, a caption, and the mark that
/// says that no model made it.
struct Poster {
    let request: PictureRequest
    let decoder: PictureDecoder
    let canvas: Canvas
    let typesetter: Typesetter

    /// - Throws: `.invalid` for a size outside the limits, `.failed` when memory runs out.
    init(_ request: PictureRequest, with libraries: Libraries) throws(DrawingFailure) {
        let drawing = try libraries.drawing.get()
        guard request.width > 0, request.height > 0, request.width <= 16_383,
            request.height <= 16_383, request.width * request.height <= PictureRequest.mostPixels
        else { throw .invalid(reason: "\(request.width) x \(request.height) pixels") }
        guard request.images.count <= PictureRequest.mostImages else {
            throw .invalid(reason: "\(request.images.count) input pictures")
        }
        self.request = request
        decoder = PictureDecoder(cairo: drawing.cairo, jpeg: libraries.jpeg, webp: libraries.webp)
        canvas = try Canvas(cairo: drawing.cairo, width: request.width, height: request.height)
        typesetter = Typesetter(pango: drawing.pango, canvas: canvas)
    }

    /// Draws everything.
    func draw() throws(DrawingFailure) {
        let sheet = sheet
        let mark = Mark(typesetter: typesetter, sheet: sheet)
        let caption = caption(in: sheet)
        let text = text(in: sheet, above: caption, below: mark)
        let quiet = quietBox(text: text, caption: caption, in: sheet)
        let insets = try Insets(
            paths: request.images,
            room: insetRoom(above: quiet, below: mark, in: sheet),
            decoder: decoder
        )
        try canvas.apart { () throws(DrawingFailure) in
            if request.isTransparent {
                canvas.clip { $0.box(sheet, radius: 0.14 * canvas.unit) }
            }
            var scene = Scene(
                canvas: canvas,
                chance: Chance(prompt: request.prompt, seed: request.seed),
                quiet: quiet
            )
            try scene.draw()
            insets.draw(on: canvas)
            Veil(scene: scene, hasLargeText: (text?.block.size ?? 0) > 0.04 * canvas.unit)
                .draw(over: quiet)
            let ink = scene.palette.ink
            text.map { $0.block.draw(x: $0.frame.x, y: $0.frame.y, colour: ink) }
            caption.map { $0.block.draw(x: $0.frame.x, y: $0.frame.y, colour: ink, alpha: 0.8) }
            mark.draw(paper: scene.palette.near, ink: ink)
        }
    }

    /// A block and where it goes.
    struct Placed {
        let block: TextBlock
        let frame: Box
    }

    /// What is drawn on: all of it, or with a transparent background a sheet with round corners.
    private var sheet: Box {
        let whole = Box(x: 0, y: 0, width: canvas.across, height: canvas.down)
        return request.isTransparent ? whole.inset(by: 0.045 * canvas.unit) : whole
    }

    private var margin: Double { max(2, 0.07 * canvas.unit) }

    private func caption(in sheet: Box) -> Placed? {
        let size = max(8, 0.0205 * canvas.unit)
        guard let caption = request.caption, !caption.isEmpty, canvas.unit >= 150,
            let block = typesetter.line(caption, size: size, weight: .medium), block.hasGlyphs
        else { return nil }
        let width = sheet.width - 2 * margin
        if block.width > width { block.cut(toWidth: width) }
        return Placed(
            block: block,
            frame: Box(
                x: sheet.x + margin,
                y: sheet.foot - margin - block.height + 0.18 * size,
                width: block.width,
                height: block.height
            )
        )
    }

    /// The prompt at the foot of the sheet. It first tries to leave most of the sheet to the
    /// picture; a long prompt gets more room rather than small letters.
    private func text(in sheet: Box, above caption: Placed?, below mark: Mark) -> Placed? {
        let gap = 0.028 * canvas.unit
        let foot = caption.map { $0.frame.y - gap } ?? sheet.foot - margin
        let head = mark.foot.map { $0 + gap } ?? sheet.y + margin
        // Lines of more than about 1.6 times the height are tiring to read.
        let width = min(sheet.width - 2 * margin, max(canvas.down * 1.6, canvas.unit * 1.3))
        let shares = request.images.isEmpty ? [0.42, 0.6, 1.0] : [0.3, 0.42, 0.55]
        let wanted = 0.052 * canvas.unit
        var block: TextBlock?
        for share in shares {
            let found = typesetter.paragraph(
                request.prompt,
                in: Typesetter.Room(width: width, height: (foot - head) * share),
                largest: 0.118 * canvas.unit,
                smallest: max(6, 0.0165 * canvas.unit)
            )
            block = found ?? block
            if let found, found.size >= wanted { break }
        }
        guard let block, block.hasGlyphs else { return nil }
        let left = sheet.x + margin
        return Placed(
            block: block,
            frame: Box(
                x: block.isRightToLeft ? sheet.right - margin - block.measure : left,
                y: foot - block.height,
                width: block.measure,
                height: block.height
            )
        )
    }

    private func quietBox(text: Placed?, caption: Placed?, in sheet: Box) -> Box {
        let top = text?.frame.y ?? caption?.frame.y ?? sheet.foot
        return Box(x: sheet.x, y: top, width: sheet.width, height: max(0, sheet.foot - top))
    }

    private func insetRoom(above quiet: Box, below mark: Mark, in sheet: Box) -> Box {
        let top = mark.foot.map { $0 + 0.03 * canvas.unit } ?? sheet.y + margin
        return Box(
            x: sheet.x + margin,
            y: top,
            width: sheet.width - 2 * margin,
            height: max(1, min(quiet.y, sheet.foot - margin) - top - 0.04 * canvas.unit)
        )
    }
}
