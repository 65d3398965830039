import Foundation
import Testing

@Suite struct Texts {
    @Test func `every text file ends with one newline and no line with a space`() {
        holds(
            lineEnds,
            catches: [
                SourceFile("Sources/Web/A.swift", "let a = 1"),
                SourceFile("Sources/Web/A.swift", "let a = 1\n\n"),
                SourceFile("Sources/Web/A.swift", "let a = 1 \nlet b = 2\n"),
                SourceFile("Sources/Web/A.swift", "let a = 1\r\n"),
                SourceFile("scripts/a.sh", "a\t\n"),
            ],
            passes: [SourceFile("Sources/Web/A.swift", "let a = 1\n\nlet b = 2\n")]
        )
    }

    @Test func `no file is cut up by MARK`() {
        holds(
            marks,
            catches: [SourceFile("Sources/Web/A.swift", "// MARK: - Private\n")],
            passes: [SourceFile("Sources/Web/A.swift", "let a = \"MARK:\" // a mark\n")]
        )
    }

    @Test func `no template prints raw HTML`() {
        holds(
            rawHTML,
            catches: [
                SourceFile("Sources/Web/Templates/a.mustache", "<p>{{{body}}}</p>\n"),
                SourceFile("Sources/Web/Templates/a.mustache", "<p>{{& body}}</p>\n"),
            ],
            passes: [SourceFile("Sources/Web/Templates/a.mustache", "<p>{{body}}</p>\n")]
        )
    }

    @Test func `every relative link in the texts leads to a file`() {
        let paths = SourceTree.here.paths
        let tree = { (file: SourceFile) in brokenLinks(file, in: paths) }
        holds(
            tree,
            catches: [
                SourceFile("docs/a.md", "see [this](nowhere.md)"),
                SourceFile("README.md", "see [this](docs/nowhere.md#there)"),
            ],
            passes: [
                SourceFile(
                    "docs/a.md",
                    "[up](../Package.swift), [out](https://a.example/b), [in](#c)"
                ),
                SourceFile("README.md", "[a folder](Sources/Domain/)"),
            ]
        )
    }
}

private func lineEnds(_ file: SourceFile) -> [Offence] {
    guard !file.text.isEmpty else { return [] }
    var offences = file.places(of: /[ \t]+$/, in: \.text, saying: "a space at the end of the line")
    if file.text.utf8.contains(UInt8(ascii: "\r")) {
        offences.append(file.offence("a carriage return"))
    }
    if !file.text.hasSuffix("\n") || file.text.hasSuffix("\n\n") {
        offences.append(file.offence("must end with one newline"))
    }
    return offences
}

private func marks(_ file: SourceFile) -> [Offence] {
    file.places(of: /\/\/\s*MARK:/, in: \.comments, saying: "two ideas: two files")
}

private func rawHTML(_ file: SourceFile) -> [Offence] {
    guard file.name.hasSuffix(".mustache"), !Allowed.rawHTML.contains(file.path) else { return [] }
    return file.places(of: /\{\{\{|\{\{\s*&/, in: \.text, saying: "raw HTML: escape it")
}

private func brokenLinks(_ file: SourceFile, in paths: [String]) -> [Offence] {
    guard file.name.hasSuffix(".md") else { return [] }
    return file.lines(of: \.text).flatMap { number, text in
        text.matches(of: /\]\(([^)\s#]+)(?:#[^)]*)?\)/).compactMap { match in
            let link = String(match.1)
            guard !link.contains("://"), !link.hasPrefix("mailto:") else { return nil }
            let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
            let target = URL(filePath: "/" + folder).appending(path: link).standardized.path
                .dropFirst()
            let wanted = target.hasSuffix("/") ? String(target.dropLast()) : String(target)
            let found = paths.contains { $0 == wanted || $0.hasPrefix(wanted + "/") }
            return found ? nil : file.offence("\(link) is not there", line: number)
        }
    }
}
