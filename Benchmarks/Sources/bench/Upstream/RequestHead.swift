/// What the upstream reads of a request: where it goes, and how long it is.
struct RequestHead {
    let path: String
    let contentLength: Int
    let byteCount: Int

    private static let lengthName = Array("content-length:".utf8)

    /// nil while the head is not whole.
    init?(bytes: UnsafeRawBufferPointer) {
        var (lineStart, length) = (0, 0)
        while let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = UnsafeRawBufferPointer(rebasing: bytes[lineStart..<lineEnd])
            lineStart = lineEnd + 1
            if line.count > 1 {
                length = Self.contentLength(line) ?? length
                continue
            }
            let words = bytes[..<lineEnd].split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard words.count == 3 else { return nil }
            path = String(decoding: words[1], as: UTF8.self)
            (contentLength, byteCount) = (length, lineStart)
            return
        }
        return nil
    }

    private static func contentLength(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.count > lengthName.count,
            zip(line, lengthName).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
        else { return nil }
        let digits = line[lengthName.count...].drop { $0 == 0x20 }.prefix { $0 > 0x2F }
        return digits.reduce(0) { $0 * 10 + Int($1 & 15) }
    }
}
