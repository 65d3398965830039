import Foundation

/// Finds what of a key an upstream's text repeats: all of it, as it is or percent-encoded, in base64 or
/// hex, any eight characters of it in a row, or the ends that are left of a masked one (`sk-…abcd`).
package struct KeyTraces: Sendable {
    /// No sentence that we show is longer; what comes behind it is cut off before anything is looked at.
    package static let longestText = 4_096
    /// So many characters of the key in a row are no chance.
    private static let window = 8
    /// Of a masked key so much is left at least, at its start or its end.
    private static let end = 3
    private static let mark: [UInt8] = Array("…".utf8)

    /// In small letters, as all that is compared.
    private let key: [UInt8]
    private let windows: Set<[UInt8]>
    /// The key in other clothes; a word that has one in it is hidden whole.
    private let forms: [[UInt8]]

    package init(_ secret: Secret?) {
        let bytes = Array((secret?.reveal() ?? "").utf8)
        key = bytes.count >= 4 ? bytes.map(Self.small) : []
        let starts = 0..<max(0, key.count - Self.window + 1)
        windows = Set(starts.map { [key] in Array(key[$0..<$0 + Self.window]) })
        forms = bytes.count >= 4 ? Self.forms(of: bytes) : []
    }

    /// The text without them, cut to `longestText` bytes.
    package func hidden(in text: String) -> String {
        let bytes = Array(text.utf8.prefix(Self.longestText))
        guard !key.isEmpty else { return UntrustedText.cut(bytes) }
        var words: [[UInt8]] = []
        for word in bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
            words.append(hidden(inWord: Array(word)))
        }
        return UntrustedText.cut(Array(words.joined(separator: [UInt8(ascii: " ")])))
    }

    private func hidden(inWord word: [UInt8]) -> [UInt8] {
        let small = word.map(Self.small)
        if forms.contains(where: { small.contains($0) }) || isMasked(small) { return Self.mark }
        if let bare = Self.bare(small), isEnd(bare) { return Self.mark }
        let plain = Self.percentDecoded(small)
        if plain.count < small.count, hasRun(plain) { return Self.mark }
        return withoutRuns(word, small)
    }

    private func hasRun(_ word: [UInt8]) -> Bool { withoutRuns(word, word) != word }

    /// Cuts out what is as long as a window or longer.
    private func withoutRuns(_ word: [UInt8], _ small: [UInt8]) -> [UInt8] {
        let length = min(Self.window, key.count)
        guard small.count >= length else { return word }
        var isHidden = [Bool](repeating: false, count: small.count)
        for start in 0...(small.count - length) {
            let piece = Array(small[start..<start + length])
            guard length < Self.window ? piece == key : windows.contains(piece) else { continue }
            for place in start..<start + length { isHidden[place] = true }
        }
        var left: [UInt8] = []
        for (place, byte) in word.enumerated() {
            if !isHidden[place] {
                left.append(byte)
            } else if place == 0 || !isHidden[place - 1] {
                left += Self.mark
            }
        }
        return left
    }

    /// `sk-proj-****abcd`, `…abcd`, `sk-pr...`: what stands before or behind the mask is the key's.
    private func isMasked(_ word: [UInt8]) -> Bool {
        let isMask = { (byte: UInt8) in byte == UInt8(ascii: "*") || byte >= 0x80 }
        let dots = Array("...".utf8)
        let plain = word.split(whereSeparator: isMask).map { Array($0) }
        let hasMask = word.count { $0 == UInt8(ascii: "*") } > 1 || word.contains { $0 >= 0x80 }
        guard hasMask || word.contains(dots) else { return false }
        let pieces = plain.flatMap { $0.split(separator: dots) }.compactMap { Self.bare(Array($0)) }
        return pieces.contains { piece in
            // Quotes and the like may stand around it, and `key=` before it.
            let words = piece.split { !Self.isKeyLike($0) }
            return words.contains { word in
                word.count >= Self.end
                    && (key.starts(with: word) || key.suffix(word.count).elementsEqual(word)
                        || key.prefix(Self.end).elementsEqual(word.prefix(Self.end)))
            }
        }
    }

    /// A word that is nothing but one end of the key: `ending in abcd`.
    private func isEnd(_ word: ArraySlice<UInt8>) -> Bool {
        (4..<Self.window).contains(word.count) && key.count >= 12
            && (key.starts(with: word) || key.suffix(word.count).elementsEqual(word))
    }
}

extension KeyTraces {
    private static func small(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    private static func isKeyLike(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Without what stands around a word in a sentence; nil: nothing is left.
    private static func bare(_ word: [UInt8]) -> ArraySlice<UInt8>? {
        guard let first = word.firstIndex(where: isKeyLike),
            let last = word.lastIndex(where: isKeyLike)
        else { return nil }
        return word[first...last]
    }

    private static func percentDecoded(_ word: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        var rest = word[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap(\.hexDigitValue)
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                plain.append(small(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                plain.append(byte)
            }
        }
        return plain
    }

    private static func forms(of key: [UInt8]) -> [[UInt8]] {
        let digits = { (byte: UInt8) in
            Array(String(UInt16(byte) + 256, radix: 16).utf8.dropFirst())
        }
        let hex = key.flatMap(digits)
        return ([hex] + base64Forms(of: key)).map { $0.map(small) }
    }

    /// What base64 of a text with the key in it holds of the key alone, wherever it stands: after
    /// `Bearer `, after a user's name, in both alphabets.
    private static func base64Forms(of key: [UInt8]) -> [[UInt8]] {
        (0..<3).flatMap { shift -> [[UInt8]] in
            let padded = [UInt8](repeating: 0, count: shift) + key
            let text = Array(Data(padded).base64EncodedString().utf8)
            // Characters that hold bits of the key and of nothing else.
            let (first, end) = ((shift * 8 + 5) / 6, padded.count * 8 / 6)
            let own = Array(text[first..<end])
            let other = own.map { byte in
                byte == UInt8(ascii: "+")
                    ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
            }
            return own == other ? [own] : [own, other]
        }
    }
}
