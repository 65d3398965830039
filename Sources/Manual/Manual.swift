/// The pages of the folder `docs`, as the program carries them.
package enum Manual {
    package struct Page: Sendable {
        /// Below that folder, without an ending: `errors`, `decisions/0000-…`.
        package let name: String
        /// Its first heading.
        package let title: String
        package let markdown: String
        /// Made of it at build time.
        package let html: String
    }

    /// By name.
    package static let pages: [Page] = {
        let texts = Dictionary(
            EmbeddedFiles.all.map { ($0.path, $0.text) },
            uniquingKeysWith: { $1 }
        )
        return texts.compactMap { path, text in
            guard path.hasSuffix(".md") else { return nil }
            let name = String(path.dropLast(".md".count))
            let heading = text.split(separator: "\n").first { $0.hasPrefix("# ") }
            return Page(
                name: name,
                title: heading.map { String($0.dropFirst(2)) } ?? name,
                markdown: text,
                html: texts[name + ".html"] ?? ""
            )
        }
        .sorted { $0.name < $1.name }
    }()
}
