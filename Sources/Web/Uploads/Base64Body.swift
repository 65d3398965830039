import Domain
import Foundation
import NIOCore

/// Reads the JSON body of a base64 upload while it arrives. `base64Data` may be as long as a file and
/// is decoded on the way; everything else is short, is kept as it came, and is read as JSON at the
/// end, with an empty text in the place of the file.
struct Base64Body {
    private enum Place { case outside, text, escape }

    /// Bytes of everything but the file.
    private static let longestRest = 16_384

    /// The body's members, once it has ended; `base64Data` is empty.
    private(set) var fields: [String: JSONValue] = [:]
    private var rest: [UInt8] = []
    private var place = Place.outside
    private var depth = 0
    /// The text that was read last: a name, if a colon follows.
    private var text: [UInt8] = []
    private var isValue = false
    /// Letters of base64 that wait for a whole group of four, or for their block.
    private var letters: [UInt8] = []
    private var isData = false
    private var hasData = false
    /// `data:image/png;base64,` is passed over.
    private var isPastPrefix = false

    /// Letters that are decoded at once: four divides it.
    private static let block = 65_536
    private static let dataName = Array("base64Data".utf8)

    /// Decodes what arrived; `passOn` gets the file's bytes.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer,
        passOn: (Data) throws -> Void
    ) throws {
        var left = bytes[...]
        while let byte = left.first {
            if place == .text, isData, let run = plainRun(left) {
                try takeLetters(run, passOn)
                left = left[run.endIndex...]
                continue
            }
            left = left.dropFirst()
            try take(byte, passOn)
        }
    }

    /// Ends the body and passes the rest on.
    mutating func finish(passOn: (Data) throws -> Void) throws {
        do throws(JSONSyntaxError) {
            fields = try JSONValue.parse(rest).objectValue ?? [:]
        } catch {
            throw APIError(error)
        }
        guard hasData else {
            throw APIError.unprocessable("'base64Data' must be a text.", param: "base64Data")
        }
        try decode(upTo: letters.count, passOn)
    }

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
        case .outside:
            outside(byte)
            try keep(byte)
        case .escape:
            place = .text
            guard isData else { return try keep(byte) }
            // Base64 in lines, as MIME and `base64 FILE` write it.
            if byte == UInt8(ascii: "n") || byte == UInt8(ascii: "r") { return }
            // Some writers escape a slash, and no other letter of base64 can be.
            guard byte == UInt8(ascii: "/") else { throw Self.notBase64 }
            try takeLetters(CollectionOfOne(byte), passOn)
        case .text:
            if byte == UInt8(ascii: "\"") {
                place = .outside
                hasData = hasData || isData
                isData = false
                return try keep(byte)
            }
            if byte == UInt8(ascii: "\\") { place = .escape }
            guard isData else { return try keep(byte) }
            if place == .text { try takeLetters(CollectionOfOne(byte), passOn) }
        }
    }

    private mutating func outside(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""):
            place = .text
            isData = isValue && depth == 1 && text == Self.dataName
            text = []
        case UInt8(ascii: ":"): isValue = true
        case UInt8(ascii: ","): isValue = false
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            isValue = false
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
    }

    private mutating func keep(_ byte: UInt8) throws {
        guard rest.count < Self.longestRest else {
            throw APIError.malformed(
                "The fields beside 'base64Data' are longer than \(Self.longestRest) bytes."
            )
        }
        rest.append(byte)
        if place == .text, byte != UInt8(ascii: "\"") || !text.isEmpty { text.append(byte) }
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
