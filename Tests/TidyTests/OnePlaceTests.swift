import Testing

@Suite struct `One place for each thing` {
    @Test func `only the configuration reads the environment`() {
        holds(
            environment,
            catches: [
                SourceFile("Sources/Web/A.swift", "ProcessInfo.processInfo.environment[\"A\"]"),
                SourceFile("Sources/aigenerate/Serve.swift", "getenv(\"A\")"),
            ],
            passes: [
                SourceFile("Sources/aigenerate/Config.swift", "getenv(\"A\")"),
                SourceFile("Sources/aigenerate/Config/A.swift", "getenv(\"A\")"),
                SourceFile("Sources/Web/A.swift", "ProcessInfo.processInfo.systemUptime"),
                SourceFile("Sources/Providers/A.swift", "child.environment = [:]"),
            ]
        )
    }

    @Test func `only transitions, migrations and the database write SQL`() {
        let queries = "Sources/Storage/Queries/A.swift"
        holds(
            sqlWrites,
            catches: [
                SourceFile(queries, "\"\"\"\n  DELETE\n  FROM hold\n\"\"\""),
                SourceFile("Sources/Storage/A.swift", "\"INSERT INTO task(id) VALUES (1)\""),
                SourceFile("Sources/Web/A.swift", "\"UPDATE \\(table) SET held = 0\""),
                SourceFile("Sources/Worker/A.swift", "\"UPDATE job AS j SET owner = 1\""),
            ],
            passes: [
                SourceFile("Sources/Storage/Transitions/A.swift", "\"DELETE FROM hold\""),
                SourceFile(queries, "\"SELECT 1 FROM task FOR UPDATE\""),
                SourceFile("Sources/Web/A.swift", "// DELETE FROM is not ours\nlet a = \"DELETE\""),
            ]
        )
    }

    @Test func `only APIError knows the statuses of refusals`() {
        holds(
            statuses,
            catches: [
                SourceFile("Sources/Web/API/A.swift", "Response(status: .init(code: 433))"),
                SourceFile("Sources/Web/Pages/A.swift", "HTTPResponse.Status(code: 402)"),
                SourceFile("Sources/Web/Pages/A.swift", "Response(status: .notFound)"),
                SourceFile("Sources/Web/Pages/A.swift", "throw HTTPError(.badRequest)"),
                SourceFile("Sources/Web/Pages/A.swift", "HTTPResponse.Status.conflict"),
            ],
            passes: [
                SourceFile("Sources/Web/Answers/APIError.swift", "Response(status: .conflict)"),
                SourceFile("Sources/Web/API/A.swift", "Response(status: .ok)"),
                SourceFile("Sources/Web/API/A.swift", "throw APIError.notFound"),
                SourceFile("Sources/Worker/A.swift", "status == .init(code: 410)"),
            ]
        )
    }
}

private func environment(_ file: SourceFile) -> [Offence] {
    let isConfig =
        file.isIn("Sources/aigenerate/Config")
        || file.isIn("Sources/aigenerate") && file.name.hasPrefix("Config")
    guard file.isSource, !isConfig else { return [] }
    return file.places(
        of: /\b[pP]rocessInfo\s*\.environment\b|\b(?:secure_)?getenv\(|\benviron\b/,
        in: \.code,
        saying: "only Config reads the environment"
    )
}

private func sqlWrites(_ file: SourceFile) -> [Offence] {
    guard file.isSource, !Allowed.writers.contains(where: { file.path.hasPrefix($0 + "/") }) else {
        return []
    }
    let writes =
        #/
        \b (?: INSERT \s+ (?: INTO | OR ) | REPLACE \s+ INTO | DELETE \s+ FROM
        | UPDATE \s+ (?: \w+ \s+ )? (?: AS \s+ \w+ \s+ )? SET ) \b
        /#
    let what = "SQL that writes belongs in Storage/Transitions"
    return file.places(of: writes, in: \.strings, saying: what)
}

/// Success, redirects and the leave to go on may be said anywhere in Web; what refuses is said once, in APIError.
private func statuses(_ file: SourceFile) -> [Offence] {
    guard file.isIn("Sources/Web"), !file.path.hasPrefix("Sources/Web/Answers/APIError") else {
        return []
    }
    let plain: Set<Substring> = [
        "continue", "ok", "created", "accepted", "noContent", "partialContent", "seeOther", "found",
        "movedPermanently", "permanentRedirect", "temporaryRedirect", "notModified", "init",
    ]
    let named = /(?:\bstatus:\s*|\bStatus)\.(?<name>\w+)/.asProgrammersReadIt
    let byName = file.lines(of: \.code).flatMap { number, text in
        text.matches(of: named)
            .filter { !plain.contains($0.name) }
            .map { file.offence("status .\($0.name): throw an APIError", line: number) }
    }
    let byHand = /(?:\bStatus|\.init)\(\s*code:|\bHTTPError\(/
    return byName
        + file.places(of: byHand, in: \.code, saying: "a status by hand: throw an APIError")
}
