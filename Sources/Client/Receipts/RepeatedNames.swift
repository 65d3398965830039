import Foundation

/// Finds an object that has a member twice. Readers disagree about which of the two counts, so
/// nothing can be proved about such a document.
enum RepeatedNames {
    /// Whether there is one in a document: JSON in UTF-8 that was parsed without an error.
    static func exist(in document: Data) -> Bool {
        let bytes = Array(document)
        var open: [Set<[UInt8]>] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append([])
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: "\""):
                let start = position
                position = end(of: bytes, from: start)
                guard isName(bytes, before: position), !open.isEmpty else { continue }
                let name = meaning(bytes[start..<position])
                guard open[open.count - 1].insert(name).inserted else { return true }
            default: break
            }
        }
        return false
    }

    /// The position behind the closing quote of a string.
    private static func end(of bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, bytes.count)
    }

    /// The bytes of the text that a string means: it may be written with escapes.
    private static func meaning(_ rest: ArraySlice<UInt8>) -> [UInt8] {
        guard rest.contains(UInt8(ascii: "\\")) else { return Array(rest.dropLast()) }
        let list = Data("[\"".utf8) + rest + Data("]".utf8)
        let texts = try? JSONDecoder().decode([String].self, from: list)
        return Array((texts?.first ?? "").utf8)
    }

    private static func isName(_ bytes: [UInt8], before position: Int) -> Bool {
        let next = bytes[position...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return next == UInt8(ascii: ":")
    }
}
