/// Text that has been set and can be drawn.
///
/// A class because it owns a Pango layout and gives it back when it is let go.
final class TextBlock {
    enum Breaking: Int32 {
        case words = 0
        case wordsOrLetters = 2
    }

    private let typesetter: Typesetter
    private let layout: OpaquePointer
    private let font: OpaquePointer
    private let length: Int
    /// It begins at the right: Arabic, Hebrew and the like.
    let isRightToLeft: Bool
    /// What lines are aligned in; 0 for a single line.
    private(set) var measure = 0.0
    private(set) var size = 0.0
    private(set) var width = 0.0
    private(set) var height = 0.0

    private var pango: Pango { typesetter.pango }

    /// nil only when memory has run out.
    init?(_ text: String, on typesetter: Typesetter) {
        let pango = typesetter.pango
        guard let layout = pango.cairoCreateLayout(typesetter.canvas.pen) else { return nil }
        guard let font = pango.fontDescriptionNew() else {
            pango.objectUnref(layout)
            return nil
        }
        self.typesetter = typesetter
        self.layout = layout
        self.font = font
        let rightToLeft: Int32 = 1
        isRightToLeft = pango.findBaseDir(text, -1) == rightToLeft
        length = text.unicodeScalars.count { !$0.properties.isWhitespace }
        useFreeOutlines()
        if let language = TextCleaning.ideographLanguage(of: text) {
            let context = pango.layoutGetContext(layout)
            pango.contextSetLanguage(context, pango.languageFromString(language))
            pango.layoutContextChanged(layout)
        }
        pango.fontDescriptionSetFamily(font, Typesetter.families)
        pango.layoutSetText(layout, text, -1)
    }

    deinit {
        pango.fontDescriptionFree(font)
        pango.objectUnref(layout)
    }

    /// Hinting would move letters to whole pixels, and the text would break differently at each
    /// size.
    private func useFreeOutlines() {
        let cairo = typesetter.canvas.cairo
        let options = cairo.fontOptionsCreate()
        defer { cairo.fontOptionsDestroy(options) }
        let (gray, hintNone, metricsOff): (Int32, Int32, Int32) = (2, 1, 1)
        cairo.fontOptionsSetAntialias(options, gray)
        cairo.fontOptionsSetHintStyle(options, hintNone)
        cairo.fontOptionsSetHintMetrics(options, metricsOff)
        pango.cairoContextSetFontOptions(pango.layoutGetContext(layout), options)
        pango.layoutContextChanged(layout)
    }

    func setSize(_ size: Double, weight: Typesetter.Weight) {
        self.size = size
        pango.fontDescriptionSetWeight(font, weight.rawValue)
        pango.fontDescriptionSetAbsoluteSize(font, size * Pango.scale)
        pango.layoutSetFontDescription(layout, font)
        readSize()
    }

    /// Pixels between letters, over what the font says.
    func setLetterSpacing(_ pixels: Double) {
        guard pixels > 0, let list = pango.attrListNew() else { return }
        pango.attrListInsert(list, pango.attrLetterSpacingNew(Int32(pixels * Pango.scale)))
        pango.layoutSetAttributes(layout, list)
        pango.attrListUnref(list)
        readSize()
    }

    /// Large text wants weight and tight lines, small text neither.
    func set(_ size: Double, in room: Typesetter.Room, breaking: Breaking) {
        let isLarge = size >= typesetter.canvas.unit * 0.045
        measure = room.width
        pango.layoutSetWidth(layout, Int32(room.width * Pango.scale))
        pango.layoutSetWrap(layout, breaking.rawValue)
        pango.layoutSetLineSpacing(layout, isLarge ? 0.94 : 1.08)
        setSize(size, weight: isLarge ? .semibold : .medium)
    }

    /// Ends the text with an ellipsis where the room ends.
    func cut(toFit height: Double) {
        cut(at: height)
        // Pango forgets the line spacing when it counts the lines that fit.
        if self.height > height { cut(at: height * height / self.height) }
    }

    /// A height of 0 is one line.
    private func cut(at height: Double) {
        let end: Int32 = 3
        pango.layoutSetHeight(layout, Int32(height * Pango.scale))
        pango.layoutSetEllipsize(layout, end)
        readSize()
    }

    /// Ends a single line with an ellipsis where the width ends.
    func cut(toWidth width: Double) {
        pango.layoutSetWidth(layout, Int32(width * Pango.scale))
        cut(at: 0)
    }

    private func readSize() {
        var (wide, high): (Int32, Int32) = (0, 0)
        pango.layoutGetPixelSize(layout, &wide, &high)
        (width, height) = (Double(wide), Double(high))
    }

    /// At least one letter has a glyph. Else there is no font at all, and nothing but empty boxes
    /// would be drawn.
    var hasGlyphs: Bool { length > 0 && missingGlyphs < length }

    /// Letters that no installed font has.
    var missingGlyphs: Int { Int(pango.layoutGetUnknownGlyphsCount(layout)) }

    /// Draws with the block's top left corner at the given place.
    func draw(x: Double, y: Double, colour: Colour, alpha: Double = 1) {
        let canvas = typesetter.canvas
        let cairo = canvas.cairo
        cairo.newPath(canvas.pen)
        cairo.setSourceRGBA(canvas.pen, colour.red, colour.green, colour.blue, alpha)
        cairo.moveTo(canvas.pen, x, y)
        pango.cairoShowLayout(canvas.pen, layout)
    }
}
