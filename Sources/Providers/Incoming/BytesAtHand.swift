extension UnsafeRawBufferPointer {
    mutating func drop(_ count: Int) {
        self = UnsafeRawBufferPointer(rebasing: self[count...])
    }

    /// How many bytes from here are a string's plain text: up to the first `"`, `\` or control
    /// character. Eight bytes a step: the usual trick of finding a zero byte in a word, whose
    /// lowest hit is exact (a borrow can only make false ones above it).
    var plainTextLength: Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var position = 0
        while position + 8 <= count {
            let word = UInt64(
                littleEndian: loadUnaligned(fromByteOffset: position, as: UInt64.self)
            )
            let quote = word ^ ones &* 0x22
            let backslash = word ^ ones &* 0x5C
            let hits =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash
                    | (word &- ones &* 0x20) & ~word) & 0x8080_8080_8080_8080
            if hits != 0 { return position + hits.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < count {
            let byte = self[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            position += 1
        }
        return position
    }
}
