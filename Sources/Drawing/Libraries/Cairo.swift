/// The functions of libcairo that we call, under their C names without the prefix.
struct Cairo {
    typealias Pointer = OpaquePointer?
    typealias Number = Double

    let imageSurfaceCreate: @convention(c) (Int32, Int32, Int32) -> Pointer
    let imageSurfaceGetData: @convention(c) (Pointer) -> UnsafeMutablePointer<UInt8>?
    let imageSurfaceGetStride: @convention(c) (Pointer) -> Int32
    let imageSurfaceGetWidth: @convention(c) (Pointer) -> Int32
    let imageSurfaceGetHeight: @convention(c) (Pointer) -> Int32
    let imageSurfaceCreateFromPNGStream:
        @convention(c) (PNGRead, UnsafeMutableRawPointer?) -> Pointer
    let surfaceFlush: @convention(c) (Pointer) -> Void
    let surfaceMarkDirty: @convention(c) (Pointer) -> Void
    let surfaceStatus: @convention(c) (Pointer) -> Int32
    let surfaceDestroy: @convention(c) (Pointer) -> Void

    let create: @convention(c) (Pointer) -> Pointer
    let destroy: @convention(c) (Pointer) -> Void
    let save: @convention(c) (Pointer) -> Void
    let restore: @convention(c) (Pointer) -> Void
    let scale: @convention(c) (Pointer, Number, Number) -> Void
    let rotate: @convention(c) (Pointer, Number) -> Void
    let translate: @convention(c) (Pointer, Number, Number) -> Void
    let setOperator: @convention(c) (Pointer, Int32) -> Void

    let newPath: @convention(c) (Pointer) -> Void
    let newSubPath: @convention(c) (Pointer) -> Void
    let moveTo: @convention(c) (Pointer, Number, Number) -> Void
    let lineTo: @convention(c) (Pointer, Number, Number) -> Void
    let arc: @convention(c) (Pointer, Number, Number, Number, Number, Number) -> Void
    let rectangle: @convention(c) (Pointer, Number, Number, Number, Number) -> Void
    let closePath: @convention(c) (Pointer) -> Void
    let clip: @convention(c) (Pointer) -> Void

    let setSourceRGBA: @convention(c) (Pointer, Number, Number, Number, Number) -> Void
    let setSource: @convention(c) (Pointer, Pointer) -> Void
    let setSourceSurface: @convention(c) (Pointer, Pointer, Number, Number) -> Void
    let getSource: @convention(c) (Pointer) -> Pointer
    let patternCreateLinear: @convention(c) (Number, Number, Number, Number) -> Pointer
    let patternCreateRadial:
        @convention(c) (Number, Number, Number, Number, Number, Number) -> Pointer
    let patternAddColorStopRGBA:
        @convention(c) (Pointer, Number, Number, Number, Number, Number) -> Void
    let patternSetFilter: @convention(c) (Pointer, Int32) -> Void
    let patternSetExtend: @convention(c) (Pointer, Int32) -> Void
    let patternDestroy: @convention(c) (Pointer) -> Void

    let fill: @convention(c) (Pointer) -> Void
    let fillPreserve: @convention(c) (Pointer) -> Void
    let stroke: @convention(c) (Pointer) -> Void
    let paint: @convention(c) (Pointer) -> Void
    let setLineWidth: @convention(c) (Pointer, Number) -> Void

    let fontOptionsCreate: @convention(c) () -> Pointer
    let fontOptionsSetAntialias: @convention(c) (Pointer, Int32) -> Void
    let fontOptionsSetHintStyle: @convention(c) (Pointer, Int32) -> Void
    let fontOptionsSetHintMetrics: @convention(c) (Pointer, Int32) -> Void
    let fontOptionsDestroy: @convention(c) (Pointer) -> Void
    let versionString: @convention(c) () -> UnsafePointer<CChar>?

    /// Fills a buffer of the given length from the closure; 0 for success.
    typealias PNGRead =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, UInt32
        ) -> Int32

    init(_ library: SharedLibrary) throws(DrawingFailure) {
        imageSurfaceCreate = try library.function("cairo_image_surface_create")
        imageSurfaceGetData = try library.function("cairo_image_surface_get_data")
        imageSurfaceGetStride = try library.function("cairo_image_surface_get_stride")
        imageSurfaceGetWidth = try library.function("cairo_image_surface_get_width")
        imageSurfaceGetHeight = try library.function("cairo_image_surface_get_height")
        imageSurfaceCreateFromPNGStream = try library.function(
            "cairo_image_surface_create_from_png_stream"
        )
        surfaceFlush = try library.function("cairo_surface_flush")
        surfaceMarkDirty = try library.function("cairo_surface_mark_dirty")
        surfaceStatus = try library.function("cairo_surface_status")
        surfaceDestroy = try library.function("cairo_surface_destroy")
        create = try library.function("cairo_create")
        destroy = try library.function("cairo_destroy")
        save = try library.function("cairo_save")
        restore = try library.function("cairo_restore")
        scale = try library.function("cairo_scale")
        rotate = try library.function("cairo_rotate")
        translate = try library.function("cairo_translate")
        setOperator = try library.function("cairo_set_operator")
        newPath = try library.function("cairo_new_path")
        newSubPath = try library.function("cairo_new_sub_path")
        moveTo = try library.function("cairo_move_to")
        lineTo = try library.function("cairo_line_to")
        arc = try library.function("cairo_arc")
        rectangle = try library.function("cairo_rectangle")
        closePath = try library.function("cairo_close_path")
        clip = try library.function("cairo_clip")
        setSourceRGBA = try library.function("cairo_set_source_rgba")
        setSource = try library.function("cairo_set_source")
        setSourceSurface = try library.function("cairo_set_source_surface")
        getSource = try library.function("cairo_get_source")
        patternCreateLinear = try library.function("cairo_pattern_create_linear")
        patternCreateRadial = try library.function("cairo_pattern_create_radial")
        patternAddColorStopRGBA = try library.function("cairo_pattern_add_color_stop_rgba")
        patternSetFilter = try library.function("cairo_pattern_set_filter")
        patternSetExtend = try library.function("cairo_pattern_set_extend")
        patternDestroy = try library.function("cairo_pattern_destroy")
        fill = try library.function("cairo_fill")
        fillPreserve = try library.function("cairo_fill_preserve")
        stroke = try library.function("cairo_stroke")
        paint = try library.function("cairo_paint")
        setLineWidth = try library.function("cairo_set_line_width")
        fontOptionsCreate = try library.function("cairo_font_options_create")
        fontOptionsSetAntialias = try library.function("cairo_font_options_set_antialias")
        fontOptionsSetHintStyle = try library.function("cairo_font_options_set_hint_style")
        fontOptionsSetHintMetrics = try library.function("cairo_font_options_set_hint_metrics")
        fontOptionsDestroy = try library.function("cairo_font_options_destroy")
        versionString = try library.function("cairo_version_string")
    }
}
