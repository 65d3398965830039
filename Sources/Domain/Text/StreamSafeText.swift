/// Unicode's stream-safe text format (UAX #15, section 13): at most 30 combining marks in a row.
///
/// Swift normalizes strings to compare, hash and sort them, and the time for that grows with the
/// square of the length of a run of marks. Real text has two or three on a letter, so longer runs
/// are an attack or a mistake.
package enum StreamSafeText {
    package static let mostMarks = 30

    package static func holds(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var scan = MarkScan(bytes)
        return scan.nextExcess() == nil
    }

    package static func holds(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { holds($0) }
    }

    package static func holds(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { holds(UnsafeRawBufferPointer($0)) }
    }

    /// The same bytes without the marks that are too many; nil where none is.
    static func cut(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var scan = MarkScan(bytes)
        var (kept, copied) = ([UInt8](), 0)
        while let excess = scan.nextExcess() {
            kept += bytes[copied..<excess.lowerBound]
            copied = excess.upperBound
        }
        return copied == 0 ? nil : kept + bytes[copied...]
    }
}

/// Goes through UTF-8 and counts marks. Bytes that are not UTF-8 count as characters without marks.
private struct MarkScan {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    /// Marks in the run that ends here.
    private var run = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The place of the next mark that makes its run too long. It is not counted, so that the one
    /// after it is found as well.
    mutating func nextExcess() -> Range<Int>? {
        while position < bytes.count {
            if bytes[position] < 0x80 {
                skipASCII()
                run = 0
                continue
            }
            let start = position
            let cell = CombiningMarks.table.cell(nextScalar())
            let leading = Int(cell & 0x0F)
            if leading == 0 {
                run = Int(cell >> 4)
            } else if run + leading > StreamSafeText.mostMarks {
                return start..<position
            } else {
                run += leading
            }
        }
        return nil
    }

    /// Eight bytes at a time: most text, and all base64, is nothing else.
    private mutating func skipASCII() {
        while position + 8 <= bytes.count,
            bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080
                == 0
        { position += 8 }
        while position < bytes.count, bytes[position] < 0x80 { position += 1 }
    }

    private mutating func nextScalar() -> UInt32 {
        let first = UInt32(bytes[position])
        defer { position += 1 }
        switch first {
        case 0xC2...0xDF: return scalar(first & 0x1F, more: 1, least: 0x80)
        case 0xE0...0xEF: return scalar(first & 0x0F, more: 2, least: 0x800)
        case 0xF0...0xF4: return scalar(first & 0x07, more: 3, least: 0x10000)
        default: return 0
        }
    }

    /// Goes on to the last byte of the scalar, or stays where it is no UTF-8.
    private mutating func scalar(_ start: UInt32, more: Int, least: UInt32) -> UInt32 {
        guard position + more < bytes.count else { return 0 }
        var scalar = start
        for offset in 1...more {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return 0 }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        guard scalar >= least else { return 0 }
        position += more
        return scalar
    }
}
