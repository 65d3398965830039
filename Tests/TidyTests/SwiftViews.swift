/// A reader of Swift that knows just enough to tell code, string literals and comments apart:
/// nested comments, raw and multi-line strings, interpolation, regex literals, quoted names.
struct SwiftViews {
    private(set) var code = ""
    private(set) var strings = ""
    private(set) var comments = ""

    private enum View { case code, string, comment, none }

    private let bytes: [UInt8]
    private var views: [View]
    private var at = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        views = Array(repeating: .none, count: bytes.count)
        readCode(untilParenthesis: false)
        code = kept(as: .code)
        strings = kept(as: .string)
        comments = kept(as: .comment)
    }

    private func kept(as view: View) -> String {
        let blanked = zip(bytes, views).map { byte, seen in
            seen == view || byte == .newline || byte == .carriageReturn ? byte : .space
        }
        return String(decoding: blanked, as: UTF8.self)
    }

    private mutating func take(_ count: Int = 1, as view: View) {
        let end = min(at + count, bytes.count)
        for index in at..<end { views[index] = view }
        at = end
    }

    private func looking(at word: String) -> Bool {
        bytes[at...].starts(with: word.utf8)
    }

    /// Reads to the end, or to the `)` that closes an interpolation.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while at < bytes.count {
            if looking(at: "//") {
                while at < bytes.count, bytes[at] != .newline { take(as: .comment) }
            } else if looking(at: "/*") {
                readBlockComment()
            } else if let opening = literalOpening() {
                readLiteral(opening)
            } else if bytes[at] == .backtick {
                readQuotedName()
            } else {
                if bytes[at] == UInt8(ascii: "(") { depth += 1 }
                if bytes[at] == UInt8(ascii: ")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                take(as: .code)
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if looking(at: "/*") {
                depth += 1
                take(2, as: .comment)
            } else if looking(at: "*/") {
                depth -= 1
                take(2, as: .comment)
            } else {
                take(as: .comment)
            }
        } while depth > 0 && at < bytes.count
    }

    /// A name such as a test's sentence: its words are no keywords, so only letters are kept.
    private mutating func readQuotedName() {
        take(as: .none)
        while at < bytes.count, bytes[at] != .backtick, bytes[at] != .newline { take(as: .none) }
        take(as: .none)
    }
}

// How string and regex literals open and close.
extension SwiftViews {
    private struct Literal {
        let hashes: Int
        let quote: String
        var closing: String { quote + String(repeating: "#", count: hashes) }
        var spansLines: Bool { quote == "\"\"\"" || (quote == "/" && hashes > 0) }
    }

    private func literalOpening() -> Literal? {
        let hashes = bytes[at...].prefix { $0 == .hash }.count
        let rest = bytes[(at + hashes)...]
        if rest.starts(with: "\"\"\"".utf8) { return Literal(hashes: hashes, quote: "\"\"\"") }
        if rest.first == .quote { return Literal(hashes: hashes, quote: "\"") }
        guard rest.first == .slash, hashes > 0 || opensRegex else { return nil }
        return Literal(hashes: hashes, quote: "/")
    }

    /// A `/` begins a regex where a value may begin and no space follows: `(`, `,`, `=`, `:`, `[`,
    /// `{` or the start of a line stands before it. Else it divides.
    private var opensRegex: Bool {
        guard at + 1 < bytes.count, bytes[at + 1] != .space, bytes[at + 1] != .newline else {
            return false
        }
        let before = bytes[..<at].last { $0 != .space }
        return before.map { "(,=:[{\n".utf8.contains($0) } ?? true
    }

    private mutating func readLiteral(_ literal: Literal) {
        let escape =
            "\\" + (literal.quote == "/" ? "" : String(repeating: "#", count: literal.hashes))
        take(literal.hashes + literal.quote.utf8.count, as: .string)
        while at < bytes.count {
            if looking(at: literal.closing) {
                return take(literal.closing.utf8.count, as: .string)
            } else if looking(at: escape + "("), literal.quote != "/" {
                take(escape.utf8.count + 1, as: .none)
                readCode(untilParenthesis: true)
                take(as: .none)
            } else if looking(at: escape) {
                take(escape.utf8.count + 1, as: .string)
            } else if bytes[at] == .newline, !literal.spansLines {
                return
            } else {
                take(as: .string)
            }
        }
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let slash = UInt8(ascii: "/")
    fileprivate static let backtick = UInt8(ascii: "`")
}
