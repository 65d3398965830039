/// Everything that was found at start. A picture needs `drawing`; JPEG and WebP are extras.
struct Libraries {
    /// What no picture can be drawn without.
    struct Drawing {
        let cairo: Cairo
        let pango: Pango
        let png: PNGLibrary
    }

    let drawing: Result<Drawing, DrawingFailure>
    let jpeg: TurboJPEG?
    let webp: WebP?

    init(_ files: LibraryFiles) {
        drawing = Libraries.loadDrawing(files)
        jpeg = try? TurboJPEG(files.load("turbojpeg"))
        webp = try? WebP(files.load("webp"))
    }

    /// Formats that can be written.
    var formats: [PictureFormat] {
        guard case .success = drawing else { return [] }
        return [.png] + (jpeg == nil ? [] : [.jpeg]) + (webp == nil ? [] : [.webp])
    }

    private static func loadDrawing(_ files: LibraryFiles) -> Result<Drawing, DrawingFailure> {
        let missing = ["cairo", "pango", "pangocairo", "gobject", "png"].filter {
            (try? files.load($0)) == nil
        }
        guard missing.isEmpty else { return .failure(.notInstalled(libraries: missing)) }
        do throws(DrawingFailure) {
            return .success(
                Drawing(
                    cairo: try Cairo(try files.load("cairo")),
                    pango: try Pango(
                        pango: try files.load("pango"),
                        pangoCairo: try files.load("pangocairo"),
                        gobject: try files.load("gobject")
                    ),
                    png: try PNGLibrary(try files.load("png"))
                )
            )
        } catch {
            return .failure(error)
        }
    }
}
