import Crypto
import Foundation
import NIOCore

/// A file being written, and the hash of what is in it so far. The bytes go beside the destination
/// and take its name only when all of them are there and right: nobody ever sees half an image.
struct HashedFile {
    private let destination: Destination
    private let handle: FileHandle
    private var hash = SHA256()
    private(set) var bytes: Int64 = 0

    /// A destination that is a regular file is replaced. Anything else that exists there (a pipe, a
    /// device) is written to as it is.
    init(_ destination: URL) throws(AIGenerateError) {
        let destination = try Destination(destination)
        if destination.isReplaced {
            handle = try destination.makeTemporary()
        } else {
            do {
                handle = try FileHandle(forWritingTo: destination.file)
            } catch {
                throw .file(path: destination.path, reason: error.localizedDescription)
            }
        }
        self.destination = destination
    }

    mutating func append(_ buffer: ByteBuffer) throws(AIGenerateError) {
        let part = Data(buffer.readableBytesView)
        do {
            try handle.write(contentsOf: part)
        } catch {
            throw failure(error)
        }
        hash.update(data: part)
        bytes += Int64(buffer.readableBytes)
    }

    /// Checks the bytes against a SHA-256 in hex, where there is one, and puts them in place.
    func finish(expecting expected: String?) throws(AIGenerateError) {
        let actual = hash.finalize().hex
        if let expected, expected.lowercased() != actual {
            throw .verification(.hashMismatch(expected: expected, actual: actual))
        }
        do {
            try handle.close()
        } catch {
            throw failure(error)
        }
        guard destination.isReplaced else { return }
        let temporary = destination.temporary.path(percentEncoded: false)
        guard rename(temporary, destination.path) == 0 else { throw destination.failure(errno) }
    }

    /// Leaves nothing behind after a failure.
    func discard() {
        // The failure that led here is what the caller is told, not one of the cleaning up.
        try? handle.close()
        if destination.isReplaced { destination.removeTemporary() }
    }

    private func failure(_ error: any Error) -> AIGenerateError {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let cause, cause.domain == NSPOSIXErrorDomain {
            return destination.failure(Int32(cause.code))
        }
        return .file(path: destination.path, reason: error.localizedDescription)
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hex digits a byte.
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
