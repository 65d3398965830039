import CZlib
import NIOCore

/// Unpacks gzip as it arrives, a small piece at a time, so that what a few bytes claim to hold is never
/// in memory at once: who reads counts the pieces and stops at its limit.
final class Gunzip {
    /// zlib keeps the address of this.
    private let stream: UnsafeMutablePointer<z_stream>
    private var input = ByteBuffer()
    /// Something of a member has been read, and not its end.
    private var isMidMember = false
    /// There was no room for all that the bytes so far hold.
    private var isFull = false

    /// A window of 32 KB, in gzip's frame.
    private static let window: Int32 = 15 + 16

    init() throws(APIError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, Self.window, ZLIB_VERSION, size) == Z_OK else {
            throw .maintenance("There is no memory to unpack the body. Nothing was charged.")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    func feed(_ bytes: ByteBuffer) {
        input.writeImmutableBuffer(bytes)
    }

    /// The next piece; nil: more must be fed first.
    func piece() throws(APIError) -> ByteBuffer? {
        while input.readableBytes > 0 || isFull {
            let output = try unpack()
            if output.readableBytes > 0 { return output }
        }
        input.clear()
        return nil
    }

    /// Nothing follows.
    func finish() throws(APIError) {
        guard !isMidMember else { throw .malformed("The body ends before its gzip does.") }
    }

    private func unpack() throws(APIError) -> ByteBuffer {
        var output = ByteBufferAllocator().buffer(capacity: Limits.unpackedPiece)
        var outcome = Z_OK
        var left = 0
        input.readWithUnsafeReadableBytes { source in
            let bytes = source.bindMemory(to: UInt8.self)
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.pointee.avail_in = UInt32(bytes.count)
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: Limits.unpackedPiece) {
                stream.pointee.next_out = $0.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_out = UInt32(Limits.unpackedPiece)
                outcome = inflate(stream, Z_NO_FLUSH)
                left = Int(stream.pointee.avail_out)
                return Limits.unpackedPiece - left
            }
            return bytes.count - Int(stream.pointee.avail_in)
        }
        isFull = left == 0
        switch outcome {
        case Z_OK: isMidMember = true
        // Nothing could be done without more bytes.
        case Z_BUF_ERROR: isFull = false
        case Z_STREAM_END:
            // Another member may follow, and then it is unpacked, too.
            isMidMember = false
            isFull = false
            inflateReset(stream)
        case Z_MEM_ERROR:
            throw .maintenance("There is no memory to unpack the body. Nothing was charged.")
        default: throw .malformed("The body is not gzip, as its Content-Encoding says.")
        }
        return output
    }
}
