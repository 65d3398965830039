import Testing

@Suite struct `Text from bytes` {
    @Test func `only UntrustedText and what the list allows make text of bytes`() {
        holds(
            textFromBytes,
            catches: [
                SourceFile("Sources/Web/A.swift", "let a = String(decoding: bytes, as: UTF8.self)"),
                SourceFile("Sources/Web/A.swift", "String(bytes: bytes, encoding: .utf8)"),
                SourceFile("Sources/Web/A.swift", "let a = String(buffer: body)"),
                SourceFile(
                    "Sources/Web/A.swift",
                    "String.init(\n    validating: a, as: UTF8.self)"
                ),
                SourceFile("Sources/Web/A.swift", "buffer.readString(length: 3)"),
                SourceFile("Sources/Web/A.swift", "name.removingPercentEncoding ?? name"),
                SourceFile("Sources/Egress/A.swift", "URL(string: a)?.lastPathComponent"),
                SourceFile("Sources/Storage/A.swift", "String(cString: sqlite3_column_text(a, 0))"),
                SourceFile("Sources/Providers/A.swift", "JSONDecoder().decode(A.self, from: b)"),
            ],
            passes: [
                SourceFile("Sources/Web/A.swift", "let a = UntrustedText.cut(bytes)"),
                SourceFile("Sources/Web/A.swift", "String(count), String(describing: a)"),
                SourceFile("Sources/Web/A.swift", "// not String(decoding: a, as: UTF8.self)\n"),
                SourceFile("Sources/Domain/Text/UntrustedText.swift", "String(decoding: a)"),
                SourceFile("Sources/aigenerate/Config/A.swift", "String(decoding: a)"),
                SourceFile("Tests/WebTests/A.swift", "String(decoding: a, as: UTF8.self)"),
            ]
        )
    }

    @Test func `every file allowed to make text of bytes still does`() {
        let making = SourceTree.here.swift.filter { !textPlaces($0).isEmpty }.map(\.path)
        #expect(Allowed.textFromBytes.subtracting(making).isEmpty)
    }
}

private func textPlaces(_ file: SourceFile) -> [Offence] {
    let ways =
        #/
        \b String (?: \.init )? \( \s*
            (?: decoding | bytes | buffer | validating\w* | cString | data | contentsOf\w*
            | unsafeUninitializedCapacity | copying | utf8String ) \b
        | \b (?: get | read | peek | set )\w*String \( | \b decodeCString \b | \b UTF8Span \b
        | \b NSString \( | \b removingPercentEncoding \b | \b percentDecode \b
        | \b lastPathComponent \b | \b JSONDecoder \( | \b JSONSerialization \b
        /#
    return file.places(of: ways, in: \.code, saying: "text from bytes: use UntrustedText")
}

private func textFromBytes(_ file: SourceFile) -> [Offence] {
    guard file.isSource, !Allowed.textFromBytes.contains(file.path),
        !file.isIn("Sources/aigenerate", "Sources/Client", "Sources/Drawing", "Sources/EmbedFiles")
    else { return [] }
    return textPlaces(file)
}
