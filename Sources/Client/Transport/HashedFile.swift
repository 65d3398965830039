import Crypto
import Foundation
import NIOCore

/// A file being written, and the hash of what is in it so far. The bytes go beside the destination
/// and take its name only when all of them are there and right: nobody ever sees half an image.
struct HashedFile {
    private let destination: URL
    private let temporary: URL?
    private let handle: FileHandle
    private var hash = SHA256()
    private(set) var bytes: Int64 = 0

    /// A destination that is a regular file is replaced. Anything else that exists there (a pipe, a
    /// device) is written to as it is.
    init(_ destination: URL) throws(AIGenerateError) {
        // A link stays a link: what it points to is replaced.
        let destination = destination.resolvingSymlinksInPath()
        let path = destination.path(percentEncoded: false)
        var place = destination
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let type = attributes?[.type] as? FileAttributeType
        if type == nil || type == .typeRegular {
            let name = ".\(destination.lastPathComponent).\(UUID().uuidString.prefix(8)).part"
            place = destination.deletingLastPathComponent().appending(component: name)
            temporary = place
            let made = FileManager.default.createFile(
                atPath: place.path(percentEncoded: false),
                contents: nil
            )
            guard made else {
                throw .file(path: path, reason: "the folder is missing or may not be written to")
            }
        } else {
            temporary = nil
        }
        do {
            handle = try FileHandle(forWritingTo: place)
        } catch {
            throw .file(path: path, reason: error.localizedDescription)
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
            guard let temporary else { return }
            let moved = rename(
                temporary.path(percentEncoded: false),
                destination.path(percentEncoded: false)
            )
            guard moved == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            throw failure(error)
        }
    }

    /// Leaves nothing behind after a failure.
    func discard() {
        // The failure that led here is what the caller is told, not one of the cleaning up.
        try? handle.close()
        if let temporary { try? FileManager.default.removeItem(at: temporary) }
    }

    private func failure(_ error: any Error) -> AIGenerateError {
        .file(
            path: destination.path(percentEncoded: false),
            reason: error.localizedDescription
        )
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hex digits a byte.
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
