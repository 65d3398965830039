import Foundation
import Hummingbird
import NIOCore
import Storage

/// A body of text with files in it as base64, whose length is known before the first byte is read.
struct StreamedBody: Sendable {
    private enum Piece: Sendable {
        case text([UInt8])
        case base64(StoredFile)
    }

    private var pieces: [Piece] = []
    private(set) var byteCount: Int64 = 0

    /// Bytes of a file that are read at a time: three divides it, and with the text beside it the
    /// result fits into `most`. 200 of these at once are 45 MB.
    private static let chunk = 96_768

    /// A power of two, for a buffer of any other size is given as the next one: a piece of a file as
    /// text, and 2 KiB for the text beside it.
    private static let most: Int64 = 131_072

    mutating func append(_ text: String) {
        append(Array(text.utf8))
    }

    mutating func append(_ text: [UInt8]) {
        pieces.append(.text(text))
        byteCount += Int64(text.count)
    }

    mutating func appendBase64(of file: StoredFile) {
        pieces.append(.base64(file))
        byteCount += Base64Text.length(of: file.byteCount)
    }

    /// All of it, when that is little: it then goes out with the head, in one packet.
    @concurrent
    func whole() async throws -> ByteBuffer? {
        guard byteCount <= Self.most else { return nil }
        var buffer = ByteBufferAllocator().buffer(capacity: Int(byteCount))
        for piece in pieces {
            switch piece {
            case .text(let text): buffer.writeBytes(text)
            case .base64(let file):
                let bytes = try await file.read(at: 0, count: Int(file.byteCount))
                guard bytes.count == file.byteCount else {
                    throw FileError("read", "output", code: EIO)
                }
                Base64Text.append(bytes, to: &buffer)
            }
        }
        return buffer
    }

    /// Small pieces go out together: each write is a wake-up of the connection's thread, and a packet.
    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        var buffer = ByteBufferAllocator().buffer(capacity: Int(min(byteCount, Self.most)))
        for piece in pieces {
            switch piece {
            case .text(let text): buffer.writeBytes(text)
            case .base64(let file):
                var offset: Int64 = 0
                while offset < file.byteCount {
                    let bytes = try await file.read(at: offset, count: Self.chunk)
                    guard !bytes.isEmpty else { throw FileError("read", "output", code: EIO) }
                    Base64Text.append(bytes, to: &buffer)
                    offset += Int64(bytes.count)
                    if buffer.readableBytes >= Self.chunk { try await send(&buffer, to: &writer) }
                }
            }
        }
        if buffer.readableBytes > 0 { try await writer.write(buffer) }
    }

    /// What was written is still the connection's, so the next piece gets memory of its own.
    @concurrent
    private func send(
        _ buffer: inout ByteBuffer,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        try await writer.write(buffer)
        buffer = ByteBufferAllocator().buffer(capacity: Int(Self.most))
    }
}
