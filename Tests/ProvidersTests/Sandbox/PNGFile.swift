/// A PNG taken apart, every checksum checked.
struct PNGFile {
    let width: Int
    let height: Int
    let hasAlpha: Bool
    /// Keyword and text of each iTXt chunk.
    let notes: [String: String]

    /// nil when anything is wrong with it.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
            return nil
        }
        var place = 8
        var header: ArraySlice<UInt8> = []
        var notes: [String: String] = [:]
        var last = ""
        while place + 12 <= bytes.count {
            let length = PNGFile.number(bytes[place..<(place + 4)])
            let end = place + 8 + length
            guard end + 4 <= bytes.count,
                PNGFile.number(bytes[end..<(end + 4)])
                    == PNGFile.checksum(bytes[(place + 4)..<end])
            else { return nil }
            last = String(decoding: bytes[(place + 4)..<(place + 8)], as: UTF8.self)
            let content = bytes[(place + 8)..<end]
            if last == "IHDR" { header = content }
            if last == "iTXt" {
                let parts = content.split(separator: 0, omittingEmptySubsequences: true)
                guard parts.count == 2 else { return nil }
                notes[String(decoding: parts[0], as: UTF8.self)] =
                    String(decoding: parts[1], as: UTF8.self)
            }
            place = end + 4
        }
        guard last == "IEND", place == bytes.count, header.count == 13 else { return nil }
        let start = header.startIndex
        width = PNGFile.number(header[start..<(start + 4)])
        height = PNGFile.number(header[(start + 4)..<(start + 8)])
        hasAlpha = header[start + 9] == 6
        self.notes = notes
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private static let table: [UInt32] = (0..<256).map { entry in
        (0..<8).reduce(UInt32(entry)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
        let table = table
        return Int(
            ~bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
        )
    }
}
