/// The functions of Pango (and the one of GObject) that we call.
struct Pango {
    typealias Pointer = OpaquePointer?

    let cairoCreateLayout: @convention(c) (Pointer) -> Pointer
    let cairoShowLayout: @convention(c) (Pointer, Pointer) -> Void
    let cairoContextSetFontOptions: @convention(c) (Pointer, Pointer) -> Void
    let layoutGetContext: @convention(c) (Pointer) -> Pointer
    let layoutContextChanged: @convention(c) (Pointer) -> Void
    let layoutSetText: @convention(c) (Pointer, UnsafePointer<CChar>?, Int32) -> Void
    let layoutSetFontDescription: @convention(c) (Pointer, Pointer) -> Void
    let layoutSetWidth: @convention(c) (Pointer, Int32) -> Void
    let layoutSetHeight: @convention(c) (Pointer, Int32) -> Void
    let layoutSetWrap: @convention(c) (Pointer, Int32) -> Void
    let layoutSetEllipsize: @convention(c) (Pointer, Int32) -> Void
    let layoutSetLineSpacing: @convention(c) (Pointer, Float) -> Void
    let layoutSetAttributes: @convention(c) (Pointer, Pointer) -> Void
    let layoutGetPixelSize:
        @convention(c) (Pointer, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?) -> Void
    let layoutGetUnknownGlyphsCount: @convention(c) (Pointer) -> Int32
    let attrListNew: @convention(c) () -> Pointer
    let attrListInsert: @convention(c) (Pointer, Pointer) -> Void
    let attrListUnref: @convention(c) (Pointer) -> Void
    let attrLetterSpacingNew: @convention(c) (Int32) -> Pointer
    let fontDescriptionNew: @convention(c) () -> Pointer
    let fontDescriptionFree: @convention(c) (Pointer) -> Void
    let fontDescriptionSetFamily: @convention(c) (Pointer, UnsafePointer<CChar>?) -> Void
    let fontDescriptionSetWeight: @convention(c) (Pointer, Int32) -> Void
    let fontDescriptionSetAbsoluteSize: @convention(c) (Pointer, Double) -> Void
    let contextSetLanguage: @convention(c) (Pointer, Pointer) -> Void
    let languageFromString: @convention(c) (UnsafePointer<CChar>?) -> Pointer
    let findBaseDir: @convention(c) (UnsafePointer<CChar>?, Int32) -> Int32
    let versionString: @convention(c) () -> UnsafePointer<CChar>?
    let objectUnref: @convention(c) (Pointer) -> Void

    /// Pango counts in 1024ths of a pixel.
    static let scale = 1024.0

    init(
        pango: SharedLibrary,
        pangoCairo: SharedLibrary,
        gobject: SharedLibrary
    ) throws(DrawingFailure) {
        cairoCreateLayout = try pangoCairo.function("pango_cairo_create_layout")
        cairoShowLayout = try pangoCairo.function("pango_cairo_show_layout")
        cairoContextSetFontOptions = try pangoCairo.function(
            "pango_cairo_context_set_font_options"
        )
        layoutGetContext = try pango.function("pango_layout_get_context")
        layoutContextChanged = try pango.function("pango_layout_context_changed")
        layoutSetText = try pango.function("pango_layout_set_text")
        layoutSetFontDescription = try pango.function("pango_layout_set_font_description")
        layoutSetWidth = try pango.function("pango_layout_set_width")
        layoutSetHeight = try pango.function("pango_layout_set_height")
        layoutSetWrap = try pango.function("pango_layout_set_wrap")
        layoutSetEllipsize = try pango.function("pango_layout_set_ellipsize")
        layoutSetLineSpacing = try pango.function("pango_layout_set_line_spacing")
        layoutSetAttributes = try pango.function("pango_layout_set_attributes")
        layoutGetPixelSize = try pango.function("pango_layout_get_pixel_size")
        layoutGetUnknownGlyphsCount = try pango.function(
            "pango_layout_get_unknown_glyphs_count"
        )
        attrListNew = try pango.function("pango_attr_list_new")
        attrListInsert = try pango.function("pango_attr_list_insert")
        attrListUnref = try pango.function("pango_attr_list_unref")
        attrLetterSpacingNew = try pango.function("pango_attr_letter_spacing_new")
        fontDescriptionNew = try pango.function("pango_font_description_new")
        fontDescriptionFree = try pango.function("pango_font_description_free")
        fontDescriptionSetFamily = try pango.function("pango_font_description_set_family")
        fontDescriptionSetWeight = try pango.function("pango_font_description_set_weight")
        fontDescriptionSetAbsoluteSize = try pango.function(
            "pango_font_description_set_absolute_size"
        )
        contextSetLanguage = try pango.function("pango_context_set_language")
        languageFromString = try pango.function("pango_language_from_string")
        findBaseDir = try pango.function("pango_find_base_dir")
        versionString = try pango.function("pango_version_string")
        objectUnref = try gobject.function("g_object_unref")
    }
}
