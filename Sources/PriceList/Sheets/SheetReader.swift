import Domain
import Yams

/// Reads files one after another and collects what is wrong, so that one look shows everything.
struct SheetReader {
    private(set) var families: [Family] = []
    private(set) var problems: [CatalogProblem] = []
    private(set) var presets: [String: [FieldSheet]]

    init(presets: [String: [FieldSheet]]) {
        self.presets = presets
    }

    mutating func read(_ files: [(path: String, text: String)]) {
        readPresets(files)
        for file in documents(files) where !file.isPreset { readFamily(file) }
    }

    mutating func readPresets(_ files: [(path: String, text: String)]) {
        for file in documents(files) where file.isPreset {
            guard let sheet = decode(PresetSheet.self, from: file) else { continue }
            presets[sheet.preset] = sheet.fields.map(\.sheet)
        }
    }

    /// A file that is YAML, whatever it says.
    private struct Document {
        let path: String
        let root: Node
        var isPreset: Bool { root.mapping?["preset"] != nil }
    }

    private mutating func documents(_ files: [(path: String, text: String)]) -> [Document] {
        files.compactMap { file in
            do {
                // Nothing but merge keys is resolved: every scalar stays the text that was written,
                // so that no amount becomes a floating-point number.
                guard let root = try compose(yaml: file.text, .basic.appending(.merge)) else {
                    note("the file is empty", in: file.path)
                    return nil
                }
                return Document(path: file.path, root: root)
            } catch {
                note("not YAML: \(error)", in: file.path)
                return nil
            }
        }
    }

    private mutating func note(_ message: String, in path: String) {
        let problem = CatalogProblem(file: path, message: message)
        // Presets and families are read in two passes over the same files.
        if !problems.contains(problem) { problems.append(problem) }
    }

    private mutating func readFamily(_ file: Document) {
        guard let sheet = decode(FamilySheet.self, from: file) else { return }
        if file.path.split(separator: "/").last.map(String.init) != sheet.family + ".yaml" {
            problems.append(
                CatalogProblem(
                    file: file.path,
                    field: "family",
                    message: "the file must be called \(sheet.family).yaml"
                )
            )
        }
        var variants: [Variant] = []
        for variant in sheet.variants.map(\.sheet) {
            do throws(SheetFault) {
                variants.append(try variant.variant(of: sheet, presets: presets))
            } catch {
                problems.append(
                    CatalogProblem(
                        file: file.path,
                        slug: variant.slug,
                        field: error.field,
                        message: error.message
                    )
                )
            }
        }
        families.append(
            Family(
                name: sheet.family,
                title: sheet.title,
                maker: sheet.maker,
                summary: sheet.summary,
                names: sheet.familyNames,
                variants: variants
            )
        )
    }

    private mutating func decode<Sheet: StrictSheet>(_: Sheet.Type, from file: Document) -> Sheet? {
        do {
            return try YAMLDecoder().decode(Strict<Sheet>.self, from: file.root).sheet
        } catch let error as DecodingError {
            problems.append(problem(error, in: file))
        } catch {
            problems.append(CatalogProblem(file: file.path, message: "\(error)"))
        }
        return nil
    }

    private func problem(_ error: DecodingError, in file: Document) -> CatalogProblem {
        var (path, message) = error.placeAndMessage
        var slug: String?
        if path.first?.stringValue == "variants", let index = path.dropFirst().first?.intValue {
            let variants = file.root.mapping?["variants"]?.sequence.map(Array.init) ?? []
            if variants.indices.contains(index) {
                slug = variants[index].mapping?["slug"]?.string ?? "variant \(index + 1)"
            }
            path = Array(path.dropFirst(2))
        }
        let field = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
            .joined(separator: ".")
        return CatalogProblem(
            file: file.path,
            slug: slug,
            field: field.isEmpty ? nil : field,
            message: message
        )
    }
}

/// Why one variant's entry cannot be turned into a variant.
struct SheetFault: Error {
    let field: String
    let message: String
}
