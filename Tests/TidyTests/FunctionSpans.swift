/// A function, initializer or subscript with a body, and the lines it stands on.
struct FunctionSpan: Hashable {
    let firstLine: Int
    let lastLine: Int
    var lineCount: Int { lastLine - firstLine + 1 }

    /// Finds them in a file's code view; nested ones count for themselves and for the outer one.
    static func all(in code: String) -> [FunctionSpan] {
        var reader = FunctionReader(code)
        return reader.spans()
    }
}

private struct FunctionReader {
    private let bytes: [UInt8]

    init(_ code: String) {
        bytes = Array(code.utf8)
    }

    mutating func spans() -> [FunctionSpan] {
        var found: [FunctionSpan] = []
        var at = 0
        var line = 1
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\n") { line += 1 }
            guard isWordByte(bytes[at]) else {
                at += 1
                continue
            }
            let end = wordEnd(from: at)
            if opensFunction(at..<end), let body = bodyStart(from: end) {
                let last = line + newlines(in: at..<closingBrace(of: body))
                found.append(FunctionSpan(firstLine: line, lastLine: last))
            }
            at = end
        }
        return found
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private func wordEnd(from start: Int) -> Int {
        bytes[start...].firstIndex { !isWordByte($0) } ?? bytes.count
    }

    private func newlines(in range: Range<Int>) -> Int {
        bytes[range].count { $0 == UInt8(ascii: "\n") }
    }

    private func opensFunction(_ word: Range<Int>) -> Bool {
        let before = word.lowerBound > 0 ? bytes[word.lowerBound - 1] : UInt8(ascii: "\n")
        guard before != UInt8(ascii: ".") else { return false }
        switch String(decoding: bytes[word], as: UTF8.self) {
        case "func", "deinit": return true
        case "init", "subscript":
            return word.upperBound < bytes.count && "(<?!".utf8.contains(bytes[word.upperBound])
        default: return false
        }
    }

    /// The `{` of the body; nil where a protocol only asks for the function.
    private func bodyStart(from start: Int) -> Int? {
        var depth = 0
        for at in start..<bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return at
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && !signatureGoesOn(around: at): return nil
            default: break
            }
        }
        return nil
    }

    /// Whether a line break inside a signature is only layout.
    private func signatureGoesOn(around newline: Int) -> Bool {
        let before = bytes[..<newline].last { $0 != UInt8(ascii: " ") }
        if before.map({ ",:&=>".utf8.contains($0) }) ?? false { return true }
        let blank: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\n")]
        let rest = bytes[newline...].drop { blank.contains($0) }
        return ["{", "->", "async", "throws", "rethrows", "where", "("].contains {
            rest.starts(with: $0.utf8)
        }
    }

    /// Where the brace opened at `start` closes, or the end of the text.
    private func closingBrace(of start: Int) -> Int {
        var depth = 0
        for at in start..<bytes.count {
            if bytes[at] == UInt8(ascii: "{") { depth += 1 }
            if bytes[at] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return at }
        }
        return bytes.count
    }
}
