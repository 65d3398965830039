import Domain

/// One step through a JSON text. Pointers are good until the bytes they came from go away.
enum JSONEvent {
    case beginObject, endObject, beginArray, endArray
    /// A member's name, or a string value, begins: `text` and `escaped` follow, then `endString`.
    case beginKey, beginString
    /// Bytes of a string as they stand, without escapes.
    case text(UnsafeRawBufferPointer)
    /// The UTF-16 unit that an escape stands for; a character beyond U+FFFF comes as two.
    case escaped(UInt16)
    case endString
    /// A number, `true`, `false` or `null`.
    case scalar(JSONValue)
}

/// Why a text is not JSON, or not JSON that we read.
struct JSONStreamError: Error, Hashable {
    let message: String
}

/// Reads JSON while it arrives, in chunks cut anywhere, and keeps none of it: a document of any
/// size takes a few hundred bytes here. It is pulled: give it the bytes at hand and call `next`
/// until it returns nil, which means that all of them are used up.
///
/// Names given twice, halves of surrogate pairs and text that is not UTF-8 pass: what a value means
/// is for its reader to judge.
struct JSONStream {
    private enum Expected { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing }
    private enum Inside { case gap, string, escape, unicode(digits: Int, unit: UInt16), scalar }

    static let deepest = 32
    /// Far beyond any number that means something.
    static let longestScalar = 256

    private var expected = Expected.value
    private var inside = Inside.gap
    private var stringIsKey = false
    /// One bit a level, lowest the innermost: 1 is an object.
    private var containers: UInt64 = 0
    private var depth = 0
    private var scalar: [UInt8] = []

    init() {}

    /// The document has ended; only blanks may follow.
    var isComplete: Bool { expected == .nothing }

    /// The next byte belongs to a string's text: a reader that knows what it wants may take bytes
    /// from the input by itself, as long as it leaves `"`, `\` and control characters.
    var isInText: Bool { if case .string = inside { true } else { false } }

    /// Takes bytes off `input` up to the next event; nil when it ran out of them.
    mutating func next(
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        while let byte = input.first {
            let event: JSONEvent?
            switch inside {
            case .gap: event = try gap(byte, &input)
            case .string: event = try string(byte, &input)
            case .escape: event = try escape(byte, &input)
            case .unicode(let digits, let unit): event = try unicode(byte, digits, unit, &input)
            case .scalar: event = try scalar(byte, &input)
            }
            if let event { return event }
        }
        return nil
    }

    /// Says that no more bytes will come. A number has no end mark of its own, so it may be the
    /// last event.
    mutating func finish() throws(JSONStreamError) -> JSONEvent? {
        guard case .scalar = inside else {
            guard isComplete else { throw JSONStreamError(message: "the text ends too early") }
            return nil
        }
        let event = try endScalar()
        guard isComplete else { throw JSONStreamError(message: "the text ends too early") }
        return event
    }

    // Between values.

    private mutating func gap(
        _ byte: UInt8,
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        switch (byte, expected) {
        case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _):
            input.drop(1)
            return nil
        case (UInt8(ascii: ":"), .colon):
            expected = .value
        case (UInt8(ascii: ","), .commaOrEnd):
            expected = containers & 1 == 1 ? .key : .value
        case (UInt8(ascii: "}"), .commaOrEnd) where containers & 1 == 1,
            (UInt8(ascii: "}"), .keyOrEnd):
            input.drop(1)
            return close(.endObject)
        case (UInt8(ascii: "]"), .commaOrEnd) where containers & 1 == 0,
            (UInt8(ascii: "]"), .valueOrEnd):
            input.drop(1)
            return close(.endArray)
        case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .keyOrEnd):
            input.drop(1)
            inside = .string
            stringIsKey = true
            return .beginKey
        case (_, .value), (_, .valueOrEnd):
            return try beginValue(byte, &input)
        default:
            throw JSONStreamError(message: "an unexpected character between values")
        }
        input.drop(1)
        return nil
    }

    private mutating func beginValue(
        _ byte: UInt8,
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        switch byte {
        case UInt8(ascii: "{"):
            input.drop(1)
            try open(isObject: true)
            return .beginObject
        case UInt8(ascii: "["):
            input.drop(1)
            try open(isObject: false)
            return .beginArray
        case UInt8(ascii: "\""):
            input.drop(1)
            inside = .string
            stringIsKey = false
            return .beginString
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"),
            UInt8(ascii: "f"), UInt8(ascii: "n"):
            inside = .scalar
            return nil
        default:
            throw JSONStreamError(message: "an unexpected character where a value should be")
        }
    }

    private mutating func open(isObject: Bool) throws(JSONStreamError) {
        guard depth < JSONStream.deepest else {
            throw JSONStreamError(message: "more than \(JSONStream.deepest) levels deep")
        }
        depth += 1
        containers = containers << 1 | (isObject ? 1 : 0)
        expected = isObject ? .keyOrEnd : .valueOrEnd
    }

    private mutating func close(_ event: JSONEvent) -> JSONEvent {
        depth -= 1
        containers >>= 1
        endValue()
        return event
    }

    private mutating func endValue() {
        inside = .gap
        expected = depth == 0 ? .nothing : .commaOrEnd
    }
}

// Strings and scalars.
extension JSONStream {
    private mutating func string(
        _ byte: UInt8,
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        switch byte {
        case UInt8(ascii: "\""):
            input.drop(1)
            if stringIsKey {
                inside = .gap
                expected = .colon
            } else {
                endValue()
            }
            return .endString
        case UInt8(ascii: "\\"):
            input.drop(1)
            inside = .escape
            return nil
        case ..<0x20:
            throw JSONStreamError(message: "a control character in a string")
        default:
            let length = input.plainTextLength
            let run = UnsafeRawBufferPointer(rebasing: input[..<length])
            input.drop(length)
            return .text(run)
        }
    }

    private mutating func escape(
        _ byte: UInt8,
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        input.drop(1)
        inside = .string
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return .escaped(UInt16(byte))
        case UInt8(ascii: "b"): return .escaped(0x08)
        case UInt8(ascii: "f"): return .escaped(0x0C)
        case UInt8(ascii: "n"): return .escaped(0x0A)
        case UInt8(ascii: "r"): return .escaped(0x0D)
        case UInt8(ascii: "t"): return .escaped(0x09)
        case UInt8(ascii: "u"):
            inside = .unicode(digits: 0, unit: 0)
            return nil
        default: throw JSONStreamError(message: "an unknown escape in a string")
        }
    }

    private mutating func unicode(
        _ byte: UInt8,
        _ digits: Int,
        _ unit: UInt16,
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        let digit: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
        default: throw JSONStreamError(message: "expected 4 hex digits after \\u")
        }
        input.drop(1)
        let unit = unit << 4 | UInt16(digit)
        guard digits == 3 else {
            inside = .unicode(digits: digits + 1, unit: unit)
            return nil
        }
        inside = .string
        return .escaped(unit)
    }

    private mutating func scalar(
        _ byte: UInt8,
        _ input: inout UnsafeRawBufferPointer
    ) throws(JSONStreamError) -> JSONEvent? {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            return try endScalar()
        default:
            guard scalar.count < JSONStream.longestScalar else {
                throw JSONStreamError(message: "a number that is too long")
            }
            scalar.append(byte)
            input.drop(1)
            return nil
        }
    }

    private mutating func endScalar() throws(JSONStreamError) -> JSONEvent {
        defer { scalar.removeAll(keepingCapacity: true) }
        endValue()
        do throws(JSONSyntaxError) {
            return .scalar(try JSONValue.parse(scalar))
        } catch {
            throw JSONStreamError(message: error.message)
        }
    }
}
