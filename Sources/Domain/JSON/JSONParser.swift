extension JSONValue {
    /// Reads one JSON document (RFC 8259). Stricter than the standard on purpose: at most 32 levels
    /// deep, no member named twice (two readers could disagree on which counts), no NUL characters
    /// (no database text can hold them).
    ///
    /// Written by hand because it is on the path of every create: a generic decoder costs four
    /// times as much and turns numbers into floating point.
    package static func parse(
        _ bytes: some Collection<UInt8>,
        excessMarks: ExcessMarks = .refused
    ) throws(JSONSyntaxError) -> JSONValue {
        let result: Result<JSONValue, JSONSyntaxError>? = bytes.withContiguousStorageIfAvailable {
            read(UnsafeRawBufferPointer($0), excessMarks)
        }
        return try (result ?? Array(bytes).withUnsafeBytes { read($0, excessMarks) }).get()
    }

    package static func parse(
        _ text: String,
        excessMarks: ExcessMarks = .refused
    ) throws(JSONSyntaxError) -> JSONValue {
        try parse(Array(text.utf8), excessMarks: excessMarks)
    }

    private static func read(
        _ bytes: UnsafeRawBufferPointer,
        _ excessMarks: ExcessMarks
    ) -> Result<JSONValue, JSONSyntaxError> {
        var parser = JSONParser(bytes: bytes, excessMarks: excessMarks)
        do throws(JSONSyntaxError) {
            return .success(try parser.document())
        } catch {
            return .failure(error)
        }
    }
}

private struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    let excessMarks: ExcessMarks
    var position = 0

    static let deepest = 32
    /// Of one object in a request: each name is hashed wherever the object is looked through.
    static let mostMembers = 1_000

    /// Some writers put a byte order mark first, which says UTF-8 and no more (RFC 8259, 8.1).
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        if bytes.starts(with: Self.mark) { position = Self.mark.count }
        let value = try self.value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw wrong("unexpected text after the JSON value") }
        return value
    }

    private func wrong(_ message: String) -> JSONSyntaxError {
        JSONSyntaxError(message: message, offset: position)
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        skipWhitespace()
        guard position < bytes.count else { throw wrong("the text ends where a value should be") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw wrong("unexpected character where a value should be")
        }
    }

    private mutating func word(
        _ text: StaticString,
        _ value: JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count,
            (0..<length).allSatisfy({ bytes[position + $0] == text.utf8Start[$0] })
        else { throw wrong("expected true, false or null") }
        position += length
        return value
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth <= Self.deepest else {
            throw wrong("nested deeper than \(Self.deepest) levels")
        }
        position += 1
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipWhitespace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw wrong("expected a member name in double quotes")
            }
            let name = try string()
            skipWhitespace()
            let shown = name.shortened()
            guard take(UInt8(ascii: ":")) else { throw wrong("expected ':' after \"\(shown)\"") }
            let value: JSONValue
            do throws(JSONSyntaxError) {
                value = try self.value(depth: depth)
            } catch {
                throw error.inside(shown)
            }
            guard members.updateValue(value, forKey: name) == nil else {
                throw wrong("the member \"\(shown)\" is given twice")
            }
            guard members.count <= Self.mostMembers || excessMarks == .cut else {
                throw wrong("an object with more than \(Self.mostMembers) members")
            }
            skipWhitespace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw wrong("expected ',' or '}'") }
            return .object(members)
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth <= Self.deepest else {
            throw wrong("nested deeper than \(Self.deepest) levels")
        }
        position += 1
        var items: [JSONValue] = []
        skipWhitespace()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            do throws(JSONSyntaxError) {
                items.append(try value(depth: depth))
            } catch {
                throw error.inside("[\(items.count)]")
            }
            skipWhitespace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw wrong("expected ',' or ']'") }
            return .array(items)
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let whole = position
        digits()
        guard position > whole else { throw wrong("expected a digit") }
        if bytes[whole] == UInt8(ascii: "0"), position > whole + 1 {
            throw wrong("a number must not start with 0")
        }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            let fraction = position
            digits()
            guard position > fraction else { throw wrong("expected a digit after '.'") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            let exponent = position
            digits()
            guard position > exponent else { throw wrong("expected a digit in the exponent") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .int(number) }
        return .decimal(text)
    }

    private mutating func digits() {
        while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try text(bytes[start..<position])
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw wrong("a control character in a string: escape it") }
            position += 1
        }
        throw wrong("a string without its closing quote")
    }

    private func text(_ bytes: some Collection<UInt8>) throws(JSONSyntaxError) -> String {
        do throws(UntrustedText.Defect) {
            return try UntrustedText.checked(bytes, excessMarks: excessMarks)
        } catch {
            switch error {
            case .notUTF8: throw wrong("a string that is not valid UTF-8")
            case .tooManyMarks:
                throw JSONSyntaxError(
                    message: "a string with more than \(StreamSafeText.mostMarks) combining marks "
                        + "in a row",
                    offset: position,
                    markedField: ""
                )
            }
        }
    }

    /// The slow path: a string with at least one escape.
    private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var unescaped: [UInt8] = []
        var plain = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                unescaped += bytes[plain..<position]
                let text = try text(unescaped)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                unescaped += bytes[plain..<position]
                position += 1
                unescaped += UTF8.encode(try escape()).map(Array.init) ?? []
                plain = position
            } else {
                guard byte >= 0x20 else {
                    throw wrong("a control character in a string: escape it")
                }
                position += 1
            }
        }
        throw wrong("a string without its closing quote")
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        guard position < bytes.count else { throw wrong("a string without its closing quote") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw wrong("an unknown escape in a string")
        }
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let unit = try hexQuad()
        if (0xD800...0xDBFF).contains(unit) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw wrong("half of a surrogate pair")
            }
            let low = try hexQuad()
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw wrong("half of a surrogate pair") }
            return scalar
        }
        guard unit != 0 else { throw wrong("a NUL character, which no text here may hold") }
        guard let scalar = Unicode.Scalar(unit) else { throw wrong("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexQuad() throws(JSONSyntaxError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw wrong("expected 4 hex digits after \\u") }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = bytes[position].hexDigitValue else {
                throw wrong("expected 4 hex digits after \\u")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
