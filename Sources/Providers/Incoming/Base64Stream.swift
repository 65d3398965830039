import CBase64

/// Decodes base64 (RFC 4648, the standard alphabet) while it arrives, in pieces cut anywhere, and
/// passes the bytes on in blocks of 48 KB. Padding may be left out, as some writers do.
struct Base64Stream {
    static let blockBytes = 48 << 10

    /// A decoded quad is stored as four bytes of which three count, hence the slack.
    private var block = [UInt8](repeating: 0, count: blockBytes + 4)
    private var filled = 0
    /// Sextets of an unfinished quad.
    private var pending: UInt32 = 0
    private var pendingCount = 0
    private var padding = 0
    private(set) var isBroken = false
    /// Bytes decoded so far, passed on or not.
    private(set) var byteCount = 0

    /// Decoded bytes that wait to be passed on.
    var buffered: Int { filled }

    mutating func reset() {
        filled = 0
        (pending, pendingCount, padding, byteCount, isBroken) = (0, 0, 0, 0, false)
    }

    /// Takes characters of the alphabet off `input` and stops at the first other byte.
    mutating func decodeRun<Failure: Error>(
        _ input: inout UnsafeRawBufferPointer,
        passOn: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try passOnFullBlock(passOn)
        while let byte = input.first, Base64Stream.quadTable[Int(byte)] != Base64Stream.invalid {
            if pendingCount == 0, padding == 0, input.count >= 4 {
                let taken = decodeQuads(input)
                input.drop(taken)
                if taken > 0 {
                    try passOnFullBlock(passOn)
                    continue
                }
            }
            add(byte)
            input.drop(1)
            try passOnFullBlock(passOn)
        }
    }

    /// The slow way, for what stands between two runs: padding, escaped slashes, and errors. Call
    /// `decodeRun` now and then: only that passes blocks on.
    mutating func add(_ byte: UInt8) {
        guard !isBroken else { return }
        if byte == UInt8(ascii: "=") {
            padding += 1
            if padding > 2 || pendingCount + padding > 4 { isBroken = true }
            return
        }
        let sextet = Base64Stream.quadTable[Int(byte)]
        guard sextet != Base64Stream.invalid, padding == 0 else {
            isBroken = true
            return
        }
        pending = pending << 6 | sextet >> 2
        pendingCount += 1
        if pendingCount == 4 { store(pending, bytes: 3) }
    }

    /// Ends the text and passes the rest on.
    ///
    /// - Returns: whether it was base64 and held at least one byte.
    mutating func finish<Failure: Error>(
        passOn: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        if padding > 0, pendingCount + padding != 4 { isBroken = true }
        switch pendingCount {
        case 0: break
        case 2: store(pending << 12, bytes: 1)
        case 3: store(pending << 6, bytes: 2)
        default: isBroken = true
        }
        try passOnBlock(passOn)
        return !isBroken && byteCount > 0
    }

    private mutating func store(_ bits: UInt32, bytes count: Int) {
        for index in 0..<count {
            block[filled + index] = UInt8(truncatingIfNeeded: bits >> (16 - 8 * index))
        }
        filled += count
        byteCount += count
        (pending, pendingCount) = (0, 0)
    }

    private mutating func passOnFullBlock<Failure: Error>(
        _ passOn: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        if filled > Base64Stream.blockBytes - 4 { try passOnBlock(passOn) }
    }

    private mutating func passOnBlock<Failure: Error>(
        _ passOn: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        guard filled > 0 else { return }
        let count = filled
        filled = 0
        try block.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try passOn(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<count])))
        }
    }
}

// The fast way: eight quads at a time where the processor can, then one by one. Four table look-ups give
// the three bytes of a quad at once, already in the order in which they are stored. A table a position in
// the quad, 1 KB each.
extension Base64Stream {
    private static let invalid: UInt32 = 0x0100_0000

    /// Characters decoded: whole quads up to the first one that has another byte in it, or as many
    /// as the block takes.
    private mutating func decodeQuads(_ input: UnsafeRawBufferPointer) -> Int {
        let start = filled
        var read = 0
        var written = filled
        Base64Stream.quadTable.withUnsafeBufferPointer { table in
            block.withUnsafeMutableBytes { output in
                (read, written) = Self.decodeSteps(input, into: output, at: written)
                while read + 4 <= input.count, written + 4 <= output.count {
                    let quad = UInt32(
                        littleEndian: input.loadUnaligned(fromByteOffset: read, as: UInt32.self)
                    )
                    let bytes =
                        table[Int(quad & 0xFF)] | table[256 + Int(quad >> 8 & 0xFF)]
                        | table[512 + Int(quad >> 16 & 0xFF)] | table[768 + Int(quad >> 24)]
                    if bytes >= Base64Stream.invalid { return }
                    output.storeBytes(
                        of: bytes.littleEndian,
                        toByteOffset: written,
                        as: UInt32.self
                    )
                    read += 4
                    written += 3
                }
            }
        }
        filled = written
        byteCount += written - start
        return read
    }

    private static func decodeSteps(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer,
        at start: Int
    ) -> (read: Int, written: Int) {
        guard let letters = input.baseAddress, let bytes = output.baseAddress else {
            return (0, start)
        }
        let read = base64_decode_steps(
            letters.assumingMemoryBound(to: UInt8.self),
            input.count,
            bytes.advanced(by: start).assumingMemoryBound(to: UInt8.self),
            output.count - start
        )
        return (read, start + read / 4 * 3)
    }

    /// Entry `256 × position + character`: the character's six bits where they belong among the
    /// quad's three bytes, lowest byte first. At position 0 that is the sextet × 4.
    private static let quadTable: [UInt32] = {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var table = [UInt32](repeating: invalid, count: 1024)
        for (value, letter) in letters.enumerated() {
            for position in 0..<4 {
                let bits = UInt32(value) << (18 - 6 * position)
                table[256 * position + Int(letter)] =
                    bits >> 16 | bits & 0xFF00 | bits << 16 & 0xFF_0000
            }
        }
        return table
    }()
}
