import Domain
import Testing

@Suite struct `Reading JSON` {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-0", 0),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .decimal("9223372036854775808")), ("0.028", .decimal("0.028")),
            ("1e9", .decimal("1e9")), ("1E+2", .decimal("1E+2")),
            ("-1.50e-3", .decimal("-1.50e-3")),
            ("[]", []), ("{}", [:]), ("[ 1 , [2] ]", [1, [2]]),
            ("\t{\r\n\"a\" : { \"b\" : null } }\n", ["a": ["b": nil]]),
        ] as [(String, JSONValue)]
    )
    func `takes every kind of value`(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(text) == value)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9""#, "é"),
        (#""\uD83E\uDD8A""#, "🦊"), (#""fox 🦊""#, "fox 🦊"), (#""\u00e9A\uFFFF""#, "éA\u{FFFF}"),
        (#""\ud800\udc00""#, "\u{10000}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
    ])
    func `takes every escape`(text: String, value: String) throws {
        #expect(try JSONValue.parse(text) == .string(value))
    }

    @Test(arguments: [
        ("", 0, "ends"), ("  ", 2, "ends"), ("nul", 0, "true, false or null"),
        ("True", 0, "unexpected character"), ("'a'", 0, "unexpected character"),
        ("[1,]", 3, "unexpected character"), ("[1 2]", 3, "',' or ']'"), ("[1", 2, "',' or ']'"),
        ("{\"a\":1,}", 7, "member name"), ("{a:1}", 1, "member name"), ("{\"a\" 1}", 5, "':'"),
        ("{\"a\":1 \"b\":2}", 7, "',' or '}'"), ("1 2", 2, "after the JSON value"),
        ("// a\n1", 0, "unexpected character"), ("NaN", 0, "unexpected character"),
        ("01", 2, "start with 0"), ("-", 1, "digit"), ("+1", 0, "unexpected character"),
        ("1.", 2, "digit after '.'"), (".5", 0, "unexpected character"), ("1e", 2, "exponent"),
        ("1e+", 3, "exponent"), ("\"a", 2, "closing quote"), ("\"a\\", 3, "closing quote"),
        ("\"\\n", 3, "closing quote"), ("\"\\x\"", 3, "unknown escape"),
        ("\"\\u12\"", 3, "4 hex digits"), ("\"\\u12g4\"", 5, "4 hex digits"),
        ("\"a\nb\"", 2, "control character"), ("\"\\t\u{1}\"", 3, "control character"),
    ])
    func `says what is wrong and where`(text: String, offset: Int, message: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue.parse(text) }
        #expect(error.message.contains(message))
        #expect(error.offset == offset)
    }

    @Test(arguments: [
        #""\uD83E""#, #""\uD83E\n""#, #""\uD83Ex""#, #""\uDD8A""#, #""\uD83E\uD83E""#,
    ])
    func `refuses half a surrogate pair`(text: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue.parse(text) }
        #expect(error.message == "half of a surrogate pair")
    }

    @Test(arguments: [#""\u0000""#, "\"a\u{0}\"", #"{"\u0000":1}"#])
    func `refuses NUL, escaped or not`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(text) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xC0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22],
        ] as [[UInt8]]
    )
    func `refuses what is not UTF-8`(bytes: [UInt8]) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue.parse(bytes) }
        #expect(error.message == "a string that is not valid UTF-8")
    }

    @Test(arguments: [#"{"a":1,"a":2}"#, #"{"b":{"a":1,"\u0061":1}}"#])
    func `refuses a member that is named twice`(text: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue.parse(text) }
        #expect(error.message == "the member \"a\" is given twice")
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `goes 32 levels deep and no further`(open: String, close: String) throws {
        func nested(_ depth: Int) -> String {
            let inner = String(repeating: open, count: depth - 1)
            return inner + (open == "[" ? "[]" : "{}") + String(repeating: close, count: depth - 1)
        }
        #expect(throws: Never.self) { try JSONValue.parse(nested(32)) }
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue.parse(nested(33)) }
        #expect(error.message == "nested deeper than 32 levels")
        #expect(throws: JSONSyntaxError.self) {
            try JSONValue.parse(String(repeating: open, count: 100_000))
        }
    }

    @Test func `takes a part of a longer buffer`() throws {
        let bytes = Array("xx[1]yy".utf8)
        #expect(try JSONValue.parse(bytes[2..<5]) == [1])
    }
}

@Suite struct `A byte order mark` {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    @Test func `is passed over at the start and nowhere else`() throws {
        let body = Array(#"{"a":1}"#.utf8)
        #expect(try JSONValue.parse(Self.mark + body) == ["a": 1])
        for text in [Self.mark + Self.mark + body, body + Self.mark, Self.mark] {
            #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(text) }
        }
        // Where something is wrong is told in bytes of what was sent.
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONValue.parse(Self.mark + [0x7B])
        }
        #expect(error?.offset == 4)
    }
}
