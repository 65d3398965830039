import Foundation

/// `data:image/png;base64,…`: a small picture inside the request itself.
package enum DataURL {
    /// nil when it is not a base64 data: URL.
    package static func bytes(of text: String) -> [UInt8]? {
        letters(of: text).flatMap { Data(base64Encoded: Data($0.utf8)) }.map(Array.init)
    }

    /// Format and size of the image in it. The letters are decoded piece by piece, so that many large
    /// requests at once do not take a third of their size once more.
    ///
    /// - Returns: nil when it is not a base64 data: URL.
    package static func inspect(_ text: String) throws(ImageDefect) -> ImageFacts? {
        guard var letters = letters(of: text) else { return nil }
        var inspection = ImageInspection()
        let isBase64 = letters.withUTF8 { letters in
            decode(UnsafeRawBufferPointer(letters)) { inspection.feed($0) }
        }
        return isBase64 ? try inspection.finish() : nil
    }

    /// A `data:` URL whose base64 was written in lines, as MIME and `base64 FILE` do, without the line
    /// ends. Other texts are left as they are.
    package static func onOneLine(_ text: String) -> String {
        guard text.hasPrefix("data:"), text.utf8.contains(where: isLineEnd) else { return text }
        return UntrustedText.cut(text.utf8.filter { !isLineEnd($0) })
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func letters(of text: String) -> Substring? {
        guard text.utf8.starts(with: "data:".utf8),
            let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")),
            text.utf8[..<comma].suffix(7).elementsEqual(";base64".utf8)
        else { return nil }
        return text[text.utf8.index(after: comma)...]
    }

    /// Letters that are decoded at once: whole groups of four.
    private static let block = 65_536

    /// False when they are not base64, which may be known only after some were passed on.
    private static func decode(
        _ letters: UnsafeRawBufferPointer,
        passOn: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        guard !letters.isEmpty, letters.count.isMultiple(of: 4) else { return false }
        var rest = letters[...]
        while !rest.isEmpty {
            let piece = rest.prefix(block)
            rest = rest.dropFirst(block)
            // Padding is only at the end.
            let padding = rest.isEmpty ? piece.suffix(2).count { $0 == UInt8(ascii: "=") } : 0
            guard !piece.dropLast(padding).contains(UInt8(ascii: "=")),
                let bytes = Data(base64Encoded: Data(piece))
            else { return false }
            bytes.withUnsafeBytes(passOn)
        }
        return true
    }
}
