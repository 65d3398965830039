import Testing

@Suite struct `Ways out of the type system` {
    @Test func `nothing in Sources crashes on purpose`() {
        holds(
            crashes,
            catches: [
                SourceFile("Sources/Web/A.swift", "let a = try! b()"),
                SourceFile("Sources/Web/A.swift", "    fatalError(\"no\")"),
                SourceFile("Sources/Web/A.swift", "let a = \"\\(try! b())\""),
            ],
            passes: [
                SourceFile("Sources/Web/A.swift", "// never try! here, nor fatalError(\nlet a = 1"),
                SourceFile("Tests/WebTests/A.swift", "let a = try! b()"),
            ]
        )
    }

    @Test func `only the executable and the embedding tool print`() {
        holds(
            prints,
            catches: [
                SourceFile("Sources/Web/A.swift", "print(\"here\")"),
                SourceFile("Sources/Worker/A.swift", "    debugPrint(x)"),
            ],
            passes: [
                SourceFile("Sources/aigenerate/A.swift", "print(\"ready\")"),
                SourceFile("Sources/Web/A.swift", "let a = fingerprint(b); let c = d.print(e)"),
            ]
        )
    }

    @Test func `nothing in Sources is left to do`() {
        holds(
            unfinished,
            catches: [
                SourceFile("Sources/Web/A.swift", "let a = 1 // TO" + "DO: the rest"),
                SourceFile("Sources/Web/Assets/a.css", "/* FIX" + "ME */"),
            ],
            passes: [SourceFile("Sources/Web/A.swift", "let todoist = 1")]
        )
    }

    @Test func `a task without an owner says why`() {
        let reason = "// Unstructured: outlives the request.\n// It ends with the process.\n"
        holds(
            unstructuredTasks,
            catches: [
                SourceFile("Sources/Worker/A.swift", "Task { await go() }"),
                SourceFile("Sources/Worker/A.swift", "let a = Task<Void, Never>(priority: .low) {"),
                SourceFile("Sources/Worker/A.swift", "Task.detached {"),
                SourceFile("Sources/Worker/A.swift", "Task.init { b() }"),
                SourceFile("Sources/Worker/A.swift", "// because\nTask { await go() }"),
            ],
            passes: [
                SourceFile("Sources/Worker/A.swift", reason + "Task { await go() }"),
                SourceFile("Sources/aigenerate/A.swift", "Task { await go() }"),
                SourceFile("Sources/Worker/A.swift", "try await Task.sleep(for: b)\nMediaTask {"),
                SourceFile("Sources/Worker/A.swift", "extension Task where Failure == Never {"),
            ]
        )
    }

    @Test func `unchecked Sendable stands only where the list allows it`() {
        holds(
            uncheckedSendable,
            catches: [SourceFile("Sources/Web/A.swift", "final class A: @unchecked Sendable {}")],
            passes: [SourceFile("Sources/Web/A.swift", "// not @unchecked Sendable\nstruct A {}")]
        )
    }

    @Test func `every file allowed an unchecked Sendable still needs it`() {
        let needing = SourceTree.here.swift.filter { !uncheckedPlaces($0).isEmpty }.map(\.path)
        #expect(Allowed.uncheckedSendable.subtracting(needing).isEmpty)
    }
}

private func crashes(_ file: SourceFile) -> [Offence] {
    guard file.isSource else { return [] }
    return file.places(of: /\btry!/, in: \.code, saying: "try! crashes: throw, or decide")
        + file.places(of: /\bfatalError\(/, in: \.code, saying: "fatalError crashes: throw")
}

private func prints(_ file: SourceFile) -> [Offence] {
    guard file.isSource, !file.isIn("Sources/aigenerate", "Sources/EmbedFiles") else { return [] }
    return file.places(
        of: /(?:^|[^\w.])(?:debugPrint|print|dump)\(/,
        in: \.code,
        saying: "a bare print: log it, or return it"
    )
}

private func unfinished(_ file: SourceFile) -> [Offence] {
    guard file.isSource else { return [] }
    return file.places(
        of: /\b(?:TODO|FIXME|XXX|HACK)\b/,
        in: \.text,
        saying: "unfinished: finish it, or open an issue"
    )
}

private func unstructuredTasks(_ file: SourceFile) -> [Offence] {
    guard file.isSource, !file.isIn("Sources/aigenerate") else { return [] }
    let start =
        /(?:^|[^\w.`])Task(?:\.detached|\.immediate|\.init)?(?:<[^>]*>)?\s*(?:\([^)]*\)\s*)?\{/
    let declarations = /\b(?:extension|struct|enum|class|actor)\s+Task\b/
    let comments = file.lines(of: \.comments).map { $0.text.drop(while: \.isWhitespace) }
    let code = file.lines(of: \.code)
    return file.places(of: start, in: \.code, saying: "a task without an owner").filter { place in
        if code[place.line - 1].text.contains(declarations.asProgrammersReadIt) { return false }
        let above = comments[..<(place.line - 1)].reversed().prefix { $0.hasPrefix("//") }
        return !above.contains { $0.hasPrefix("// Unstructured:") }
    }
}

private func uncheckedPlaces(_ file: SourceFile) -> [Offence] {
    file.places(of: /@unchecked\s+Sendable/, in: \.code, saying: "not in the list of Allowed.swift")
}

private func uncheckedSendable(_ file: SourceFile) -> [Offence] {
    Allowed.uncheckedSendable.contains(file.path) ? [] : uncheckedPlaces(file)
}
