import CZlib
import HTTPTypes
import Hummingbird
import NIOCore

/// Text made small for the way to a browser, by zlib.
enum Gzip {
    /// Below so many bytes it is not worth its head.
    static let least = 1_000
    /// zlib's own default: half the time of the smallest, for a hundredth more bytes.
    private static let level: Int32 = 6
    /// A window of 32 KB, in gzip's frame.
    private static let window: Int32 = 15 + 16
    private static let memory: Int32 = 8

    /// nil: it is short, or there is no memory for it; it goes as it is.
    static func bytes(of text: String) -> ByteBuffer? {
        var text = text
        return text.withUTF8 { bytes in bytes.count < least ? nil : deflated(bytes) }
    }

    private static func deflated(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteBuffer? {
        var stream = z_stream()
        let isReady = deflateInit2_(
            &stream,
            level,
            Z_DEFLATED,
            window,
            memory,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard isReady == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        // All of it fits, so one call does it.
        let most = Int(deflateBound(&stream, UInt(bytes.count)))
        var packed = ByteBufferAllocator().buffer(capacity: most)
        stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.avail_in = UInt32(bytes.count)
        var outcome = Z_OK
        packed.writeWithUnsafeMutableBytes(minimumWritableBytes: most) { space in
            stream.next_out = space.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(most)
            outcome = deflate(&stream, Z_FINISH)
            return most - Int(stream.avail_out)
        }
        return outcome == Z_STREAM_END ? packed : nil
    }
}

extension Request {
    /// Answers to forms go as they are: they may show a secret beside what somebody typed, and their
    /// length must not tell of it.
    var takesGzip: Bool {
        guard method == .get || method == .head else { return false }
        return headers[values: .acceptEncoding].joined(separator: ",").split(separator: ",")
            .contains { coding in
                let parts = coding.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
                let isRefused = parts.dropFirst().contains {
                    $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0
                }
                return parts.first?.lowercased() == "gzip" && !isRefused
            }
    }
}
