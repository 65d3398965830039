import Drawing
import Providers

/// What the doctor finds of the libraries and fonts that the Sandbox draws with.
enum DrawingFindings {
    static func all(of studio: DrawingStudio) async -> [Finding] {
        do throws(StudioFailure) {
            return all(in: try await studio.probe())
        } catch {
            return [Finding(.bad, "sandbox", "its drawing child does not work: \(error)")]
        }
    }

    /// Everything but the missing of all formats is a note: providers' pictures need none of it.
    static func all(in report: ProbeReport) -> [Finding] {
        let found = report.libraries.compactMap { library in
            library.version.map { $0 == "installed" ? library.name : "\(library.name) \($0)" }
        }
        let missing = report.libraries.filter { $0.version == nil }.map(\.name)
        var findings: [Finding] = []
        if !found.isEmpty {
            findings.append(Finding(.fine, "libraries", found.joined(separator: ", ")))
        }
        if !missing.isEmpty {
            let packages = install(missing.map(package(ofLibrary:)))
            findings.append(
                Finding(.note, "libraries", "no \(missing.joined(separator: ", ")): \(packages)")
            )
        }
        guard !report.formats.isEmpty else {
            return findings + [
                Finding(.bad, "sandbox", "it cannot draw: the libraries are missing")
            ]
        }
        let formats = report.formats.map(\.rawValue).joined(separator: ", ")
        findings.append(Finding(.fine, "sandbox", "draws \(formats)"))
        return findings + scripts(report.scripts)
    }

    private static func scripts(_ scripts: [ProbeReport.Script]) -> [Finding] {
        let covered = scripts.filter(\.isCovered).map(\.name)
        let bare = scripts.filter { !$0.isCovered }.map(\.name)
        var findings: [Finding] = []
        if !covered.isEmpty {
            findings.append(Finding(.fine, "fonts", covered.joined(separator: ", ")))
        }
        if !bare.isEmpty {
            let names = bare.joined(separator: ", ")
            let packages = install(bare.map(package(ofScript:)))
            findings.append(Finding(.note, "fonts", "boxes for \(names): \(packages)"))
        }
        return findings
    }

    private static func install(_ packages: [String]) -> String {
        "apt-get install " + Set(packages).sorted().joined(separator: " ")
    }

    private static func package(ofLibrary name: String) -> String {
        switch name {
        case "turbojpeg": "libturbojpeg0"
        case "webp": "libwebp7"
        // Brings Cairo and libpng along.
        default: "libpangocairo-1.0-0"
        }
    }

    private static func package(ofScript name: String) -> String {
        switch name {
        case "Chinese", "Japanese", "Korean": "fonts-noto-cjk"
        case "Emoji": "fonts-noto-color-emoji"
        default: "fonts-noto-core"
        }
    }
}
