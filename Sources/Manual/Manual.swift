/// The pages of the folder `docs`, as the program carries them.
package enum Manual {
    /// Markdown by the page's name below that folder: `errors`, `decisions/0000-…`.
    package static let pages: [String: String] = Dictionary(
        uniqueKeysWithValues: EmbeddedFiles.all.map { file in
            (String(file.path.dropLast(".md".count)), file.text)
        }
    )
}
