/// Looks at what is installed.
struct Probe {
    let libraries: Libraries

    func report() -> ProbeReport {
        let drawing = try? libraries.drawing.get()
        return ProbeReport(
            libraries: [
                .init(name: "cairo", version: drawing.flatMap { text($0.cairo.versionString()) }),
                .init(name: "pango", version: drawing.flatMap { text($0.pango.versionString()) }),
                .init(name: "png", version: drawing.flatMap { text($0.png.getVersion(nil)) }),
                // TurboJPEG cannot say its version.
                .init(name: "turbojpeg", version: libraries.jpeg.map { _ in "installed" }),
                .init(name: "webp", version: libraries.webp?.version),
            ],
            formats: libraries.formats,
            scripts: drawing.map(scripts) ?? []
        )
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// "Hello" or the like in the scripts that people ask for most, and the Debian package that
    /// helps where a sample is missing is the docs' business.
    static let samples = [
        ("Latin", "Grüße"), ("Cyrillic", "Привет"), ("Greek", "Γειά"), ("Arabic", "مرحبا"),
        ("Hebrew", "שלום"), ("Devanagari", "नमस्ते"), ("Bengali", "নমস্কার"), ("Tamil", "வணக்கம்"),
        ("Thai", "สวัสดี"), ("Chinese", "你好"), ("Japanese", "こんにちは"), ("Korean", "안녕하세요"),
        ("Emoji", "🦊"),
    ]

    private func scripts(_ drawing: Libraries.Drawing) -> [ProbeReport.Script] {
        guard let canvas = try? Canvas(cairo: drawing.cairo, width: 8, height: 8) else { return [] }
        let typesetter = Typesetter(pango: drawing.pango, canvas: canvas)
        return Probe.samples.map { name, sample in
            let block = typesetter.line(sample, size: 20, weight: .regular)
            return .init(name: name, isCovered: block.map { $0.missingGlyphs == 0 } ?? false)
        }
    }
}
