import Foundation

/// `data:image/png;base64,…`: a small picture inside the request itself.
package enum DataURL {
    /// nil when it is not a base64 data: URL.
    package static func bytes(of text: String) -> [UInt8]? {
        letters(of: text).flatMap { Data(base64Encoded: String($0)) }.map(Array.init)
    }

    /// As much of both ends as `ImageInspection` looks at, and how many bytes there are. The letters
    /// between are looked at and not decoded: requests with large pictures are many at once.
    package static func ends(
        of text: String
    ) -> (head: [UInt8], tail: [UInt8], byteCount: Int)? {
        guard let letters = letters(of: text)?.utf8 else { return nil }
        let padding = letters.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard !letters.isEmpty, letters.count.isMultiple(of: 4),
            letters.dropLast(padding).allSatisfy(isLetter),
            let head = decode(letters.prefix(quads(ImageInspection.largestHead))),
            let tail = decode(letters.suffix(quads(ImageInspection.usualTail)))
        else { return nil }
        return (head, tail, letters.count / 4 * 3 - padding)
    }

    /// A `data:` URL whose base64 was written in lines, as MIME and `base64 FILE` do, without the line
    /// ends. Other texts are left as they are.
    package static func onOneLine(_ text: String) -> String {
        guard text.hasPrefix("data:"), text.utf8.contains(where: isLineEnd) else { return text }
        return String(decoding: text.utf8.filter { !isLineEnd($0) }, as: UTF8.self)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func letters(of text: String) -> Substring? {
        guard text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") else { return nil }
        guard text[..<comma].hasSuffix(";base64") else { return nil }
        return text[text.index(after: comma)...]
    }

    /// So many letters hold at least so many bytes, in whole groups of four.
    private static func quads(_ bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

    private static func decode(_ letters: Substring.UTF8View) -> [UInt8]? {
        Data(base64Encoded: Data(letters)).map(Array.init)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
