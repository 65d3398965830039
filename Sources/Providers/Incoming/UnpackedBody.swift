import CZlib

/// Unpacks a body that came compressed although we asked for no encoding: gzip, or deflate with zlib's
/// frame or without any. What is announced as one and is plain passes as it is. Nothing is held but one
/// block: how much may come out is for the reader to say, block by block.
///
/// The stream's state is C's; it is released with this value.
final class UnpackedBody {
    enum Fault: Error {
        case unknownEncoding(String)
        case damaged
    }

    private enum Form { case undecided([UInt8]), plain, packed }

    /// Out of one step, however small the packed bytes are.
    static let blockBytes = 64 << 10

    private let encoding: String
    private var form: Form
    private var stream = z_stream()
    private var isOpen = false
    private var isOver = false
    private var block = [UInt8](repeating: 0, count: blockBytes)

    /// - encoding: the `Content-Encoding` of the answer; nil: none was given
    init(encoding: String?) throws(Fault) {
        let words = (encoding ?? "").lowercased().split { $0 == "," || $0 == " " }
            .filter { $0 != "identity" && $0 != "none" }
        guard words.count <= 1, ["gzip", "x-gzip", "deflate", ""].contains(words.first ?? "")
        else { throw .unknownEncoding(encoding ?? "") }
        self.encoding = String(words.first ?? "")
        form = .undecided([])
    }

    deinit {
        if isOpen { inflateEnd(&stream) }
    }

    /// Everything that was packed is out; of a plain body nobody here knows.
    var isWhole: Bool { if case .packed = form { isOver } else { true } }

    /// Passes on what the next bytes unpack to.
    ///
    /// - take: false stops: no more is wanted.
    func feed<E: Error>(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) throws(E) -> Bool
    ) throws(E) -> Result<Void, Fault> {
        switch form {
        case .plain:
            _ = try take(bytes)
            return .success(())
        case .packed:
            return try unpack(bytes, take)
        case .undecided(var start):
            start.append(contentsOf: bytes)
            guard start.count >= 2 else {
                form = .undecided(start)
                return .success(())
            }
            begin(start)
            return try start.withUnsafeBufferPointer { (bytes) throws(E) in
                try feed(UnsafeRawBufferPointer(bytes), take)
            }
        }
    }

    /// The body ended: a first byte that waited for a second is passed on.
    func end<E: Error>(_ take: (UnsafeRawBufferPointer) throws(E) -> Bool) throws(E) {
        guard case .undecided(let start) = form, !start.isEmpty else { return }
        _ = try start.withUnsafeBufferPointer { (bytes) throws(E) in
            try take(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The first two bytes tell more than the header.
    private func begin(_ start: [UInt8]) {
        let isGzip = start[0] == 0x1F && start[1] == 0x8B
        let isZlib = start[0] & 0x0F == 8 && (Int(start[0]) << 8 | Int(start[1])) % 31 == 0
        // JSON, or `data:`, `event:` … of a stream of events.
        let isText = "{[deir:\n\r\t ".utf8.contains(start[0]) && start[1] < 0x80
        let window: Int32? =
            if isGzip {
                15 + 16
            } else if encoding != "deflate" || isText {
                nil
            } else {
                isZlib ? 15 : -15
            }
        guard let window else {
            form = .plain
            return
        }
        let isReady = inflateInit2_(
            &stream,
            window,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        isOpen = isReady == Z_OK
        form = .packed
    }

    private func unpack<E: Error>(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) throws(E) -> Bool
    ) throws(E) -> Result<Void, Fault> {
        guard isOpen else { return .failure(.damaged) }
        // What comes behind the end is passed over.
        guard !isOver else { return .success(()) }
        var rest = bytes
        repeat {
            guard let count = step(&rest) else { return .failure(.damaged) }
            let goesOn = try block.withUnsafeBufferPointer { (all) throws(E) in
                let bytes = UnsafeBufferPointer(rebasing: all[..<count])
                return bytes.isEmpty ? true : try take(UnsafeRawBufferPointer(bytes))
            }
            guard goesOn else { return .success(()) }
            if count == 0, rest.isEmpty { break }
        } while !isOver
        return .success(())
    }

    /// Bytes put into the block; nil: the packed bytes are damaged.
    private func step(_ rest: inout UnsafeRawBufferPointer) -> Int? {
        let available = min(rest.count, Int(UInt32.max))
        let input = rest.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
        stream.next_in = input?.assumingMemoryBound(to: UInt8.self)
        stream.avail_in = UInt32(available)
        let (outcome, count) = block.withUnsafeMutableBufferPointer { space in
            stream.next_out = space.baseAddress
            stream.avail_out = UInt32(space.count)
            let outcome = inflate(&stream, Z_NO_FLUSH)
            return (outcome, space.count - Int(stream.avail_out))
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[(available - Int(stream.avail_in))...])
        switch outcome {
        case Z_OK, Z_BUF_ERROR: return count
        case Z_STREAM_END:
            isOver = true
            return count
        default: return nil
        }
    }
}
