/// GIF's compression: codes of growing width stand for strings of entries, each one entry longer
/// than an earlier string.
struct LZWDecoder {
    let data: [UInt8]
    /// Bits of an entry.
    let codeSize: Int
    /// Entries that the frame has; more are ignored.
    let count: Int

    private static let mostCodes = 4096

    /// The entries; nil when a code makes no sense. A stream that ends early leaves the rest 0, as
    /// browsers show it.
    func decode() -> [UInt8]? {
        let clear = 1 << codeSize
        var output: [UInt8] = []
        output.reserveCapacity(count)
        // A string is the string of `prefix` and then `suffix`.
        var prefix = [Int](repeating: 0, count: Self.mostCodes)
        var suffix = [UInt8](repeating: 0, count: Self.mostCodes)
        for entry in 0..<min(clear, 256) { suffix[entry] = UInt8(entry) }
        var (next, width, previous) = (clear + 2, codeSize + 1, -1)
        var bits = BitReader(data: data)
        while output.count < count, let code = bits.read(width), code != clear + 1 {
            if code == clear {
                (next, width, previous) = (clear + 2, codeSize + 1, -1)
                continue
            }
            guard code < next || (code == next && previous >= 0) else { return nil }
            let start = output.count
            if code == next {
                // The string being defined by this very code: the previous one and its own head.
                append(previous, clear, prefix, suffix, to: &output)
                output.append(output[start])
            } else {
                append(code, clear, prefix, suffix, to: &output)
            }
            if previous >= 0, next < Self.mostCodes {
                (prefix[next], suffix[next]) = (previous, output[start])
                next += 1
                if next == 1 << width, width < 12 { width += 1 }
            }
            previous = code
        }
        if output.count > count { output.removeLast(output.count - count) }
        return output + repeatElement(0, count: count - output.count)
    }

    private func append(
        _ code: Int,
        _ clear: Int,
        _ prefix: [Int],
        _ suffix: [UInt8],
        to output: inout [UInt8]
    ) {
        let start = output.count
        var code = code
        while code >= clear + 2 {
            output.append(suffix[code])
            code = prefix[code]
        }
        output.append(suffix[code])
        output[start...].reverse()
    }
}

/// Codes from the lowest bit of the first byte on.
private struct BitReader {
    let data: [UInt8]
    private var place = 0
    private var held: UInt32 = 0
    private var count = 0

    init(data: [UInt8]) {
        self.data = data
    }

    mutating func read(_ width: Int) -> Int? {
        while count < width {
            guard place < data.count else { return nil }
            held |= UInt32(data[place]) << UInt32(count)
            count += 8
            place += 1
        }
        defer {
            held >>= UInt32(width)
            count -= width
        }
        return Int(held & (1 << UInt32(width) - 1))
    }
}
