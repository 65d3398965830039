import Testing

@Suite struct Sizes {
    @Test func `no Swift file is longer than 400 lines`() {
        let lines = { String(repeating: "let x = 1\n", count: $0) }
        holds(
            fileLength,
            catches: [SourceFile("Sources/Web/A.swift", lines(401))],
            passes: [
                SourceFile("Sources/Web/A.swift", lines(400)),
                SourceFile("Sources/Web/A.swift", "// Table: status words\n" + lines(401)),
                SourceFile("Sources/Web/A.css", lines(401)),
            ]
        )
    }

    @Test func `no function is longer than 60 lines`() {
        let body = { String(repeating: "    work()\n", count: $0) }
        holds(
            functionLength,
            catches: [
                SourceFile("Sources/Web/A.swift", "func long() {\n\(body(59))}\n"),
                SourceFile("Sources/Web/A.swift", "init?(\n    a: Int\n) {\n\(body(57))}\n"),
            ],
            passes: [
                SourceFile("Sources/Web/A.swift", "func short() {\n\(body(58))}\n"),
                SourceFile(
                    "Sources/Web/A.swift",
                    "protocol P {\n    func a()\n\(body(70))    func b() { c() }\n}\n"
                ),
            ]
        )
    }

    @Test func `a brace in a string or a comment does not end a function`() {
        let code = "func a() {\n    let x = \"}\" // }\n    let y = #\"\"\"\n}\n\"\"\"#\n}\n"
        let file = SourceFile("Sources/Web/A.swift", code)
        #expect(FunctionSpan.all(in: file.code) == [FunctionSpan(firstLine: 1, lastLine: 6)])
    }
}

/// Generated files and tables say so in their first line, and may be as long as they are.
private func isExempt(_ file: SourceFile) -> Bool {
    !file.isSwift || file.text.hasPrefix("// Generated") || file.text.hasPrefix("// Table")
}

private func fileLength(_ file: SourceFile) -> [Offence] {
    let count = file.text.count(where: \.isNewline)
    guard !isExempt(file), count > 400 else { return [] }
    return [file.offence("\(count) lines in one file: it holds two ideas", line: 401)]
}

private func functionLength(_ file: SourceFile) -> [Offence] {
    guard !isExempt(file) else { return [] }
    return FunctionSpan.all(in: file.code).filter { $0.lineCount > 60 }.map {
        file.offence("a function of \($0.lineCount) lines", line: $0.firstLine)
    }
}
