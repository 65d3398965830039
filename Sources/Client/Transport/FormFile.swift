import AsyncHTTPClient
import Foundation
import NIOCore

/// A form with one file, read while it is sent.
struct FormFile: Sendable {
    private let file: URL
    private let boundary = "aigenerate-\(UUID().uuidString)"
    private let bytes: Int64

    init(_ file: URL) throws(AIGenerateError) {
        do {
            let values = try file.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
            guard values.isRegularFile == true, let size = values.fileSize else {
                throw CocoaError(.fileReadUnknown)
            }
            bytes = Int64(size)
        } catch {
            throw .file(path: file.path(percentEncoded: false), reason: error.localizedDescription)
        }
        guard bytes > 0 else {
            throw .invalidInput("\(file.path(percentEncoded: false)) is empty.")
        }
        self.file = file
    }

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    var body: HTTPClientRequest.Body {
        let (head, tail) = (head, tail)
        let whole = Int64(head.utf8.count + tail.utf8.count) + bytes
        return .stream(
            Parts(head: head, file: file, bytes: bytes, tail: tail),
            length: .known(whole)
        )
    }

    private var head: String {
        // What would end the quotes is no part of a name that anybody needs.
        let name = file.lastPathComponent.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
        return
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\""
            + "\r\nContent-Type: application/octet-stream\r\n\r\n"
    }

    private var tail: String { "\r\n--\(boundary)--\r\n" }

    private struct Parts: AsyncSequence, Sendable {
        let head: String
        let file: URL
        let bytes: Int64
        let tail: String

        func makeAsyncIterator() -> Iterator { Iterator(parts: self) }

        struct Iterator: AsyncIteratorProtocol {
            private enum Place {
                case head
                case file(FileHandle, left: Int64)
                case end
            }

            private let parts: Parts
            private var place = Place.head

            init(parts: Parts) {
                self.parts = parts
            }

            mutating func next() async throws -> ByteBuffer? {
                switch place {
                case .head:
                    place = .file(try FileHandle(forReadingFrom: parts.file), left: parts.bytes)
                    return ByteBuffer(string: parts.head)
                case .file(_, left: 0):
                    place = .end
                    return ByteBuffer(string: parts.tail)
                case .file(let handle, let left):
                    let count = Int(Swift.min(left, 1 << 18))
                    guard let data = try handle.read(upToCount: count), !data.isEmpty else {
                        // It has become shorter: what was promised cannot be sent.
                        throw CocoaError(.fileReadCorruptFile)
                    }
                    place = .file(handle, left: left - Int64(data.count))
                    return ByteBuffer(bytes: data)
                case .end: return nil
                }
            }
        }
    }
}
