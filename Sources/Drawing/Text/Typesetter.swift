/// Sets text with Pango: any script, right-to-left where the text is, glyphs from whatever fonts
/// are installed.
struct Typesetter {
    let pango: Pango
    let canvas: Canvas

    /// Inter and Noto are what the install guide recommends, DejaVu is everywhere. Pango finds
    /// other scripts in any font.
    static let families = "Inter, Noto Sans, DejaVu Sans, sans-serif"

    enum Weight: Int32 {
        case regular = 400, medium = 500, semibold = 600, bold = 700
    }

    /// A line or a few words, as wide as it comes.
    func line(_ text: String, size: Double, weight: Weight, spacing: Double = 0) -> TextBlock? {
        let block = TextBlock(text, on: self)
        block?.setSize(size, weight: weight)
        block?.setLetterSpacing(spacing)
        return block
    }

    /// Pixels wide and high.
    struct Room {
        var width: Double
        var height: Double
    }

    /// The text in the largest size, from `smallest` to `largest` pixels, that fits the room. Lines
    /// break between words, and within a word only where it would force tiny letters. What does
    /// not fit even in the smallest size ends in an ellipsis. nil when there is no room for a line.
    func paragraph(
        _ text: String,
        in room: Room,
        largest: Double,
        smallest: Double
    ) -> TextBlock? {
        guard room.height >= smallest * 1.3, room.width >= smallest * 2,
            let block = TextBlock(TextCleaning.shown(text, in: room, smallest: smallest), on: self)
        else { return nil }
        let whole = largestSize(of: block, in: room, from: smallest, to: largest, breaking: .words)
        let broken = largestSize(
            of: block,
            in: room,
            from: smallest,
            to: largest,
            breaking: .wordsOrLetters
        )
        if let whole, whole >= (broken ?? 0) * 0.5 {
            block.set(whole, in: room, breaking: .words)
            balance(block, in: room)
        } else {
            block.set(broken ?? smallest, in: room, breaking: .wordsOrLetters)
            if broken == nil { block.cut(toFit: room.height) }
        }
        return block
    }

    /// Makes the lines of a short text about equally long: no single word on the last one.
    private func balance(_ block: TextBlock, in room: Room) {
        let (height, size) = (block.height, block.size)
        guard height > size * 1.6, height < size * 5 else { return }
        func stands(_ width: Double) -> Bool {
            block.set(size, in: Room(width: width, height: room.height), breaking: .words)
            return block.height <= height && block.width <= width
        }
        var (narrow, wide) = (room.width * 0.4, room.width)
        while wide - narrow > room.width * 0.01 {
            let middle = (narrow + wide) / 2
            if stands(middle) { wide = middle } else { narrow = middle }
        }
        _ = stands(wide)
    }

    /// Halves the range until it is closer than an eye can tell. nil: not even the smallest fits.
    private func largestSize(
        of block: TextBlock,
        in room: Room,
        from smallest: Double,
        to largest: Double,
        breaking: TextBlock.Breaking
    ) -> Double? {
        func fits(_ size: Double) -> Bool {
            block.set(size, in: room, breaking: breaking)
            return block.width <= room.width && block.height <= room.height
        }
        guard fits(smallest) else { return nil }
        var (low, high) = (smallest, max(smallest, largest))
        if fits(high) { return high }
        while high - low > max(0.5, low * 0.02) {
            let middle = (low + high) / 2
            if fits(middle) { low = middle } else { high = middle }
        }
        return low
    }
}
