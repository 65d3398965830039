import Crypto
package import Domain
import Foundation

extension SpoolWriter {
    /// A whole output, neither synced nor under its final name yet.
    package struct Finished: Sendable {
        package enum Place: Sendable {
            /// At most `SmallPicture.largest`, or more where no file could be written.
            case memory([UInt8])
            /// The bytes can be read whatever becomes of the path.
            case file(path: String, StoredFile)
        }

        package let index: Int
        package let place: Place
        package let sha256: String
        package let bytes: Int64
        /// What it is, followed while it arrived.
        package let inspection: ImageInspection
    }

    /// Ends one output; nil when nothing was written to it. What is in memory for want of a file is
    /// tried once more.
    package func finish(_ index: Int) throws -> Finished? {
        guard let part = try settledPart(index) else { return nil }
        let sha256 = SHA256Text.hex(part.hash.finalize())
        guard let file = part.file else {
            return Finished(
                index: index,
                place: .memory(part.held),
                sha256: sha256,
                bytes: part.bytes,
                inspection: part.inspection
            )
        }
        return Finished(
            index: index,
            place: .file(path: file.path, file.stored(byteCount: part.bytes)),
            sha256: sha256,
            bytes: part.bytes,
            inspection: part.inspection
        )
    }

    /// The part with all its bytes in one place.
    private func settledPart(_ index: Int) throws -> Part? {
        try lock.withLock {
            guard var part = parts[index] else { return nil }
            defer { parts[index] = part }
            guard part.borrowed > 0 else { return part }
            do {
                try writeHeld(of: &part, index)
            } catch let error as FileError {
                spool.health.note(error)
                try takeBack(&part)
            }
            return part
        }
    }

    /// What the file took before it failed goes back into memory. Call under the lock.
    private func takeBack(_ part: inout Part) throws {
        guard let file = part.file else { return }
        let count = Int(part.written)
        guard spool.memory.take(count) else { throw OutOfMemory() }
        part.borrowed += count
        let start = try POSIXFile.read(file.descriptor, at: 0, count: count, path: file.path)
        guard start.count == count else { throw FileError("read", file.path, code: EIO) }
        part.held = start + part.held
        (part.file, part.written, part.started) = (nil, 0, 0)
        unlink(file.path)
    }

    /// Writes an output's bytes into another file, to be kept in the place of one that could not be:
    /// after a sync that failed nobody knows what of the first is on the disk. Returns its path.
    package func writeAgain(_ index: Int) throws -> String {
        guard let part = lock.withLock({ parts[index] }), let file = part.file else {
            throw FileError("read", spool.path(name), code: ENOENT)
        }
        let path = spool.path("\(name).\(index).again.part")
        let copy = try POSIXFile.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(copy) }
        do {
            try self.copy(file, part.bytes, to: copy, path, sha256: part.hash)
        } catch {
            unlink(path)
            throw error
        }
        return path
    }

    private func copy(
        _ file: OpenFile,
        _ byteCount: Int64,
        to target: Int32,
        _ path: String,
        sha256: SHA256
    ) throws {
        var (offset, hash) = (Int64(0), SHA256())
        while offset < byteCount {
            let count = Int(min(1 << 20, byteCount - offset))
            let bytes = try POSIXFile.read(
                file.descriptor,
                at: offset,
                count: count,
                path: file.path
            )
            guard bytes.count == count else { throw FileError("read", file.path, code: EIO) }
            hash.update(data: bytes)
            try bytes.withUnsafeBytes {
                try POSIXFile.write($0, to: target, at: offset, path: path)
            }
            offset += Int64(count)
        }
        guard hash.finalize() == sha256.finalize() else {
            throw FileError("read", file.path, code: EIO)
        }
    }
}
