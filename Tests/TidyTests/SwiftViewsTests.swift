import Testing

@Suite struct `Reading Swift` {
    @Test(arguments: [
        // text, and its code, strings and comments without the blanks
        (#"a("b") // c"#, "a()", #""b""#, "//c"),
        (#"a /* b /* c */ d */ e"#, "ae", "", "/*b/*c*/d*/"),
        (##"a = "b \(c("d")) e" + f"##, "a=c()+f", #""b"d"e""#, ""),
        (##"a(#"b "c" \(d)"#)"##, "a()", ##"#"b"c"\(d)"#"##, ""),
        (#"a(/"[^"]+"/, b / c / "d")"#, "a(,b/c/)", #"/"[^"]+"/"d""#, ""),
        ("func `try! a // b`() {}", "func(){}", "", ""),
        (#""http://a" + b"#, "+b", #""http://a""#, ""),
        ("\"\"\"\n{ \"\n\"\"\"\n}", "\n\n\n}", "\"\"\"\n{\"\n\"\"\"\n", "\n\n\n"),
    ])
    func `code, strings and comments are told apart`(
        text: String,
        code: String,
        strings: String,
        comments: String
    ) {
        let file = SourceFile("A.swift", text)
        let squeezed = { (view: String) in view.filter { $0 != " " } }
        #expect(squeezed(file.code) == code)
        #expect(squeezed(file.strings) == strings)
        #expect(squeezed(file.comments) == comments)
        #expect(file.code.utf8.count == text.utf8.count)
    }
}
