/// The way by which bytes from outside become a `String`: requests, answers of other services,
/// stored rows.
///
/// Comparing a `String` can cost far more than reading it (`StreamSafeText`), so what could is
/// refused or cut while it is still bytes. A test holds that no other code makes a `String` of
/// bytes.
package enum UntrustedText {
    package enum Defect: Error, Hashable, Sendable {
        case notUTF8
        case tooManyMarks
    }

    /// For a request: what is wrong with it is the sender's to mend.
    package static func checked(
        _ bytes: some Collection<UInt8>,
        excessMarks: ExcessMarks = .refused
    ) throws(Defect) -> String {
        let result: Result<String, Defect> = withBytes(of: bytes) { bytes in
            if excessMarks == .refused, !StreamSafeText.holds(bytes) {
                return .failure(.tooManyMarks)
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return .failure(.notUTF8)
            }
            return .success(excessMarks == .cut ? cut(text) : text)
        }
        return try result.get()
    }

    /// For a request in which bytes that are not UTF-8 are allowed: they become U+FFFD.
    package static func repaired(_ bytes: [UInt8]) throws(Defect) -> String {
        guard StreamSafeText.holds(bytes) else { throw .tooManyMarks }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// For what must be shown, stored or acted on all the same. Marks beyond the 30th in a row are
    /// left out, and what is not UTF-8 becomes U+FFFD.
    package static func cut(_ bytes: UnsafeRawBufferPointer) -> String {
        if let kept = StreamSafeText.cut(bytes) { return String(decoding: kept, as: UTF8.self) }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func cut(_ bytes: some Collection<UInt8>) -> String {
        withBytes(of: bytes) { cut($0) }
    }

    /// Of a text that a library made.
    package static func cut(_ text: String) -> String {
        var text = text
        let kept = text.withUTF8 { StreamSafeText.cut(UnsafeRawBufferPointer($0)) }
        return kept.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private static func withBytes<Value>(
        of bytes: some Collection<UInt8>,
        _ use: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        bytes.withContiguousStorageIfAvailable { use(UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes(use)
    }
}

/// What happens to a text with more combining marks in a row than `StreamSafeText` allows.
package enum ExcessMarks: Sendable {
    /// The document is refused: it is a request.
    case refused
    /// They are left out: the document has to be read all the same.
    case cut
}

extension String {
    /// At most so many bytes, for a message that names what was sent.
    package func shortened(to most: Int = 64) -> String {
        guard utf8.count > most else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: most)
        while end > utf8.startIndex, end.samePosition(in: unicodeScalars) == nil {
            end = utf8.index(before: end)
        }
        return String(self[..<end]) + "…"
    }

    /// At most so many Unicode scalars. What `prefix` counts has no length: one character can have
    /// any number of them.
    package func limited(to most: Int) -> String {
        String(unicodeScalars.prefix(most))
    }

    /// By their bytes: the order of Unicode's numbers, without normalizing anything.
    package func isBefore(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Byte for byte the same.
    package func isSame(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

extension UInt8 {
    /// Of an ASCII digit.
    package var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
