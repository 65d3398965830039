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

    /// Bytes of a file that are read at a time: three divides it, and 200 of these at once are 45 MB
    /// with their text.
    private static let chunk = 98_304

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

    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        for piece in pieces {
            switch piece {
            case .text(let text): try await writer.write(ByteBuffer(bytes: text))
            case .base64(let file): try await write(file, to: &writer)
            }
        }
    }

    @concurrent
    private func write(_ file: StoredFile, to writer: inout any ResponseBodyWriter) async throws {
        var offset: Int64 = 0
        while offset < file.byteCount {
            let bytes = try await file.read(at: offset, count: Self.chunk)
            guard !bytes.isEmpty else { throw FileError("read", "output", code: 5) }
            var buffer = ByteBufferAllocator().buffer(capacity: (bytes.count + 2) / 3 * 4)
            Base64Text.append(bytes, to: &buffer)
            try await writer.write(buffer)
            offset += Int64(bytes.count)
        }
    }
}
