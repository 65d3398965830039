/// Our id of a task: `task_` and 26 Crockford base32 characters of a UUIDv7, so ids sort by time.
package struct TaskID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 26,
            text.utf8.dropFirst(Self.prefix.utf8.count).allSatisfy(Self.isInAlphabet)
        else { return nil }
        self.text = text
    }

    /// A UUIDv7 of 48 bits of Unix time in milliseconds and 74 random bits: the lower 12 of `high`, in
    /// which a monotonic source counts, and the lower 62 of `low`.
    package init(milliseconds: Int64, high: UInt16, low: UInt64) {
        let first = UInt64(bitPattern: milliseconds) << 16 | 0x7000 | UInt64(high & 0x0FFF)
        let second = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        text = Self.prefix + Self.base32(first, second)
    }

    package static let prefix = "task_"
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Digits and capitals but for I, L, O and U. Every record that is read asks this of its id.
    private static func isInAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "O"), UInt8(ascii: "U"): false
        default: (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
    }

    /// 128 bits as 26 characters: the first holds the 3 highest bits.
    private static func base32(_ high: UInt64, _ low: UInt64) -> String {
        var (high, low) = (high, low)
        return String(unsafeUninitializedCapacity: 26) { characters in
            for position in (0..<26).reversed() {
                characters[position] = alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return 26
        }
    }

    package var description: String { text }
}

/// A caller's own id of a task: `^[A-Za-z0-9_-]{16,64}$`, without our prefix.
package struct ClientTaskID: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard (16...64).contains(text.utf8.count), !text.hasPrefix(TaskID.prefix),
            text.utf8.allSatisfy({ byte in
                byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            })
        else { return nil }
        self.text = text
    }
}
