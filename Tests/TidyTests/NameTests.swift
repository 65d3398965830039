import Foundation
import Testing

@Suite struct Names {
    @Test func `no folder or file is named for holding leftovers`() {
        holds(
            leftovers,
            catches: [
                SourceFile("Sources/Web/Utils/A.swift", ""),
                SourceFile("Sources/Web/StringHelpers.swift", ""),
                SourceFile("Sources/Worker/TaskManager.swift", ""),
                SourceFile("Tests/WebTests/Misc.swift", ""),
            ],
            passes: [SourceFile("Sources/Web/Middleware/RequestID.swift", "")]
        )
    }

    @Test func `migrations are numbered without gaps`() {
        let file = { (name: String) in SourceFile("Sources/Storage/Migrations/\(name).swift", "") }
        #expect(migrationGaps([file("0001_start"), file("0003_more")]).count == 1)
        #expect(migrationGaps([file("0001_start"), file("0001_again")]).count == 1)
        #expect(migrationGaps([file("01_start")]).count == 1)
        #expect(migrationGaps([file("0001_start"), file("0002_more"), file("Migrations")]).isEmpty)
        for offence in migrationGaps(SourceTree.here.sources) { Issue.record("\(offence)") }
    }

    @Test func `no secrets file is kept with the code`() {
        holds(
            secretFiles,
            catches: [
                SourceFile(".env", "A=1"),
                SourceFile("deploy/.env.production", "A=1"),
                SourceFile("data/master.key", "A"),
            ],
            passes: [SourceFile("deploy/.env.example", "A=")]
        )
    }

    @Test func `no path of somebody's machine is written down`() {
        let work = "/wo" + "rk/"
        let temporary = "/tm" + "p/"
        holds(
            machinePaths,
            catches: [
                SourceFile("README.md", "see \(work)notes"),
                SourceFile("scripts/a.sh", "cd /ro" + "ot/aigenerate"),
                SourceFile("Sources/Web/A.swift", "let a = \"\(temporary)a\""),
                SourceFile("Tests/WebTests/A.swift", "let a = \"/ho" + "me/somebody/a\""),
            ],
            passes: [
                SourceFile("Tests/WebTests/A.swift", "let a = \"\(temporary)a\""),
                SourceFile("docs/a.md", "[how we work](docs/\(work.dropFirst())a.md)"),
            ]
        )
    }
}

private func leftovers(_ file: SourceFile) -> [Offence] {
    guard file.isIn("Sources", "Tests", "Plugins", "scripts") else { return [] }
    let name = /^.*(?:Utils?|Utilities|Helpers?|Misc|Managers?)$/.ignoresCase()
    return file.path.split(separator: "/").compactMap { part in
        let stem = part.prefix { $0 != "." }
        guard stem.wholeMatch(of: name) != nil else { return nil }
        return file.offence("\(part) says nothing: name it for what it holds")
    }
}

/// Looks at the whole tree: a gap is between files.
private func migrationGaps(_ files: [SourceFile]) -> [Offence] {
    let numbered = files.filter {
        $0.isIn("Sources/Storage/Migrations") && ($0.name.first?.isNumber ?? false)
    }
    return numbered.sorted { $0.path < $1.path }.enumerated().compactMap { index, file in
        let wanted = String(format: "%04d_", index + 1)
        return file.name.hasPrefix(wanted) ? nil : file.offence("expected number \(wanted)")
    }
}

private func secretFiles(_ file: SourceFile) -> [Offence] {
    let isEnvironment = file.name.hasPrefix(".env") && !file.name.hasSuffix(".example")
    guard isEnvironment || ["master.key", "first-key"].contains(file.name) else { return [] }
    return [file.offence("a file of secrets")]
}

private func machinePaths(_ file: SourceFile) -> [Offence] {
    let what = "a path of somebody's machine"
    let anywhere = file.places(
        of: /(?:^|[\s"'(=:`])\/(?:work|root|home)\//,
        in: \.text,
        saying: what
    )
    guard !file.isIn("Tests") else { return anywhere }
    return anywhere + file.places(of: /(?:^|[\s"'(=:`])\/tmp\//, in: \.text, saying: what)
}
