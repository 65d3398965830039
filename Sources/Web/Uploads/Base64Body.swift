import Foundation
import NIOCore

/// Reads the JSON body of a base64 upload while it arrives: a flat object, whose `base64Data` may be
/// as long as a file and is decoded on the way, and whose other texts are short.
struct Base64Body {
    private enum Place { case outside, text, escape }

    /// Texts of an ordinary field.
    private static let longestText = 4_096

    private(set) var texts: [String: String] = [:]
    private var place = Place.outside
    /// The name that was read last and waits for its value.
    private var name: String?
    private var isValue = false
    private var text: [UInt8] = []
    /// Letters of base64 that wait for a whole group of four, or for their block.
    private var letters: [UInt8] = []
    private var isData = false
    private(set) var hasData = false
    /// `data:image/png;base64,` is passed over.
    private var isPastPrefix = false

    /// Letters that are decoded at once: four divides it.
    private static let block = 65_536

    /// Decodes what arrived; `passOn` gets the file's bytes.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer,
        passOn: (Data) throws -> Void
    ) throws {
        var rest = bytes[...]
        while let byte = rest.first {
            if place == .text, isData, let run = plainRun(rest) {
                try takeLetters(run, passOn)
                rest = rest[run.endIndex...]
                continue
            }
            rest = rest.dropFirst()
            try take(byte, passOn)
        }
    }

    /// Ends the body and passes the rest on.
    mutating func finish(passOn: (Data) throws -> Void) throws {
        guard place == .outside else { throw Self.cut }
        try decode(upTo: letters.count, passOn)
    }

    private static let cut = APIError.malformed(
        "The body is not the JSON expected: it ends too early."
    )
    private static let notBase64 = APIError.unprocessable(
        "'base64Data' is not base64.",
        param: "base64Data"
    )

    /// Bytes up to the end of the string or an escape.
    private func plainRun(_ rest: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer>? {
        let length = UnsafeRawBufferPointer(rebasing: rest).lengthBefore("\"", "\\")
        return length == 0 ? nil : rest.prefix(length)
    }

    private mutating func take(_ byte: UInt8, _ passOn: (Data) throws -> Void) throws {
        switch place {
        case .outside: try outside(byte)
        case .escape:
            // Only a slash is escaped in base64, by some writers.
            place = .text
            try add(byte, passOn)
        case .text:
            switch byte {
            case UInt8(ascii: "\""): endText()
            case UInt8(ascii: "\\"): place = .escape
            default: try add(byte, passOn)
            }
        }
    }

    private mutating func outside(_ byte: UInt8) throws {
        switch byte {
        case UInt8(ascii: "\""):
            place = .text
            text = []
            isData = isValue && name == "base64Data"
        case UInt8(ascii: ":"): isValue = true
        case UInt8(ascii: ","): (isValue, name) = (false, nil)
        case UInt8(ascii: "["):
            throw APIError.malformed("The body must be a flat JSON object of texts.")
        default: break
        }
    }

    private mutating func add(_ byte: UInt8, _ passOn: (Data) throws -> Void) throws {
        if isData { return try takeLetters(CollectionOfOne(byte), passOn) }
        guard text.count < Self.longestText else {
            throw APIError.malformed("'\(name ?? "a field")' is too long.", param: name)
        }
        text.append(byte)
    }

    private mutating func endText() {
        place = .outside
        if isData {
            (isData, hasData) = (false, true)
        } else if isValue {
            texts[name ?? ""] = String(decoding: text, as: UTF8.self)
        } else {
            name = String(decoding: text, as: UTF8.self)
        }
    }

    private mutating func takeLetters(
        _ run: some Collection<UInt8>,
        _ passOn: (Data) throws -> Void
    ) throws {
        letters.append(contentsOf: run)
        if !isPastPrefix, letters.count >= 5 {
            isPastPrefix = !letters.starts(with: Array("data:".utf8))
            if let comma = letters.firstIndex(of: UInt8(ascii: ",")) {
                letters.removeSubrange(...comma)
                isPastPrefix = true
            }
        }
        guard isPastPrefix, letters.count >= Self.block else { return }
        try decode(upTo: letters.count / 4 * 4, passOn)
    }

    private mutating func decode(upTo count: Int, _ passOn: (Data) throws -> Void) throws {
        guard count > 0 else { return }
        var group = Data(letters.prefix(count))
        letters.removeFirst(count)
        // Padding may be left out at the end.
        while !group.count.isMultiple(of: 4) { group.append(UInt8(ascii: "=")) }
        guard let bytes = Data(base64Encoded: group) else { throw Self.notBase64 }
        try passOn(bytes)
    }
}

extension UnsafeRawBufferPointer {
    /// How many bytes stand before the first of two characters; all if there is neither.
    fileprivate func lengthBefore(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Int {
        guard let base = baseAddress else { return 0 }
        let end = memchr(base, Int32(first.value), count).map { UnsafeRawPointer($0) - base }
        let limit = end ?? count
        return memchr(base, Int32(second.value), limit).map { UnsafeRawPointer($0) - base } ?? limit
    }
}
