import Foundation

/// A descriptor that is closed when nobody reads from it or writes to it any more.
final class OpenFile: Sendable {
    let descriptor: Int32
    let path: String

    init(_ path: String, _ flags: Int32) throws {
        self.path = path
        descriptor = try POSIXFile.open(path, flags)
    }

    deinit {
        close(descriptor)
    }

    /// Its first `byteCount` bytes, which are all there and stay as they are.
    func stored(byteCount: Int64) -> StoredFile {
        StoredFile(byteCount: byteCount) { [self] offset, count in
            guard offset < byteCount else { return [] }
            let wanted = min(count, Int(byteCount - offset))
            let bytes = POSIXFile.readAtOnce(descriptor, at: offset, count: wanted)
            // A piece that is in memory in part only is read anew, in one.
            if let bytes, bytes.count == wanted { return bytes }
            return try await onFileThread { [self] in
                try POSIXFile.read(descriptor, at: offset, count: wanted, path: path)
            }
        }
    }

    /// Asks for bytes to be on their way to the disk. On a thread of its own: a disk with a full queue
    /// makes even this wait.
    func startWriting(from offset: Int64, count: Int64) {
        fileThreads.async { POSIXFile.startWriting(self.descriptor, from: offset, count: count) }
    }
}
