import Testing

@Suite struct Documents {
    @Test func `every error type of the API has its place in docs errors, and no other has`() {
        let types = errorTypes(in: SourceTree.here.sources.filter { $0.isIn("Sources/Web") })
        let page = SourceTree.here.files.first { $0.path == "docs/errors.md" }
        let anchors = Set(
            (page?.lines(of: \.text) ?? []).compactMap { line in
                line.text.wholeMatch(of: /## `?([a-z_]+)`?/).map { String($0.1) }
            }
        )
        #expect(types.count > 10)
        #expect(types.subtracting(anchors).sorted() == [], "not explained in docs/errors.md")
        #expect(anchors.subtracting(types).sorted() == [], "explained, but never given")
    }

    @Test func `the sheet of security requirements names files that are there`() throws {
        let sheet = try #require(
            SourceTree.here.files.first { $0.path == "docs/asvs-l2.csv" }
        )
        let paths = Set(SourceTree.here.paths)
        let statuses: Set = ["met", "partly", "not met", "not applicable", "operator"]
        let rows = sheet.text.split(whereSeparator: \.isNewline).dropFirst().map(cells)
        #expect(rows.count == 253, "of level 1 and 2")
        #expect(Set(rows.map { $0[0] }).count == rows.count)
        for row in rows {
            try #require(row.count == 7, "\(row)")
            #expect(statuses.contains(row[3]), "\(row[0])")
            let named = (row[4] + " " + row[5]).split(separator: " ").map(String.init)
            #expect(named.allSatisfy(paths.contains), "\(row[0]): \(named)")
            if row[3] == "met" { #expect(!row[4].isEmpty, "\(row[0]) is met where?") }
        }
    }

    /// A line of a CSV file.
    private func cells(_ line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    @Test func `error types are found however they are written`() {
        let code = """
            throw APIError.conflict(
                "a_b", "Text.")
            throw .unprocessable("No.", param: nil, type: "c_d")
            static func f(type: String = "e_f") {}
            let other = "g_h"
            """
        #expect(errorTypes(in: [SourceFile("Sources/Web/A.swift", code)]) == ["a_b", "c_d", "e_f"])
    }
}

private func errorTypes(in files: [SourceFile]) -> Set<String> {
    let patterns = [
        /\btype:\s*(?:String\s*=\s*)?"([a-z_]+)"/, /\bconflict\(\s*"([a-z_]+)"/,
    ]
    return Set(
        files.flatMap { file in
            patterns.flatMap { file.text.matches(of: $0.asProgrammersReadIt).map { String($0.1) } }
        }
    )
}
