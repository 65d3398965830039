import Foundation

/// The bytes that a receipt's signature covers: JSON without blanks, member names sorted, whole
/// numbers only. The same as RFC 8785 for everything that a receipt can hold.
enum CanonicalJSON {
    /// nil when there is a number that is not whole.
    static func bytes(_ value: JSON) -> [UInt8]? {
        var output: [UInt8] = []
        return write(value, into: &output) ? output : nil
    }

    private static func write(_ value: JSON, into output: inout [UInt8]) -> Bool {
        switch value {
        case .null: output += "null".utf8
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .number(let number):
            let text = number.description
            guard Int64(text) != nil else { return false }
            output += text.utf8
        case .string(let text): write(text, into: &output)
        case .array(let items):
            return write(items, between: "[", and: "]", into: &output) { write($0, into: &$1) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return write(sorted, between: "{", and: "}", into: &output) { member, output in
                write(member.key, into: &output)
                output.append(UInt8(ascii: ":"))
                return write(member.value, into: &output)
            }
        }
        return true
    }

    private static func write<Item>(
        _ items: [Item],
        between open: String,
        and close: String,
        into output: inout [UInt8],
        _ writeItem: (Item, inout [UInt8]) -> Bool
    ) -> Bool {
        output += open.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            guard writeItem(item, &output) else { return false }
        }
        output += close.utf8
        return true
    }

    private static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x0A: output += "\\n".utf8
            case 0x0D: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0..<0x20: output += ("\\u00" + [byte].hex).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
