import Crypto
package import Domain
import Foundation

/// Takes one attempt's output bytes as they arrive, hashing them on the way.
///
/// `@unchecked Sendable`: `parts` and `held` are protected by `lock`.
package final class SpoolWriter: @unchecked Sendable {
    private let spool: Spool
    private let name: String
    /// Bytes that one output may have.
    private let limit: Int64
    private let lock = NSLock()
    private var parts: [Int: Part] = [:]
    /// Bytes in memory, of all parts together.
    private var held = 0

    private struct Part {
        /// All that came, as long as it is small.
        var held: [UInt8] = []
        var file: OpenFile?
        var hash = SHA256()
        var inspection = ImageInspection()
        var bytes: Int64 = 0
        /// Bytes that the disk was asked to write.
        var started: Int64 = 0
    }

    init(spool: Spool, name: String, limit: Int64) {
        self.spool = spool
        self.name = name
        self.limit = limit
    }

    /// Records that the request is about to be sent. It survives a crash of the process; after a
    /// loss of power the boot id tells that it cannot be trusted.
    package func markSent() throws {
        try spool.calls.sent(name)
    }

    /// Takes `markSent` back, for the provider said that it sold nothing. A crash that comes before
    /// this, or a loss of power after it, leaves the call as sent: that errs on the customer's side.
    package func markNothingBought() throws {
        try spool.calls.over(name)
    }

    package func append(_ bytes: UnsafeRawBufferPointer, to index: Int) throws {
        try lock.withLock {
            var part = parts.removeValue(forKey: index) ?? Part()
            defer { parts[index] = part }
            guard part.bytes + Int64(bytes.count) <= limit else {
                throw OutputTooLarge(limit: limit)
            }
            part.hash.update(bufferPointer: bytes)
            part.inspection.feed(bytes)
            part.bytes += Int64(bytes.count)
            if part.file == nil, held + bytes.count <= SmallPicture.largest {
                part.held.append(contentsOf: bytes)
                held += bytes.count
            } else {
                try write(bytes, to: &part, index)
            }
        }
        crashPoint(.duringSpool)
    }

    /// Forgets what was written to an output.
    package func discard(_ index: Int) {
        lock.withLock {
            guard let part = parts.removeValue(forKey: index) else { return }
            held -= part.held.count
            if let file = part.file { unlink(file.path) }
        }
    }

    /// What was held goes before it, into the file that is made for both.
    private func write(_ bytes: UnsafeRawBufferPointer, to part: inout Part, _ index: Int) throws {
        let file = try part.file ?? newFile(index)
        part.file = file
        if !part.held.isEmpty {
            try part.held.withUnsafeBytes {
                try POSIXFile.write($0, to: file.descriptor, path: file.path)
            }
            held -= part.held.count
            part.held = []
        }
        try POSIXFile.write(bytes, to: file.descriptor, path: file.path)
        guard part.bytes - part.started >= Self.stride else { return }
        file.startWriting(from: part.started, count: part.bytes - part.started)
        part.started = part.bytes
    }

    /// The disk writes while the rest still arrives.
    private static let stride: Int64 = 524_288

    private func newFile(_ index: Int) throws -> OpenFile {
        try OpenFile(spool.path("\(name).\(index).part"), O_RDWR | O_CREAT | O_TRUNC)
    }

    /// A whole output, neither synced nor under its final name yet.
    package struct Finished: Sendable {
        package enum Place: Sendable {
            /// At most `SmallPicture.largest`.
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

    /// Ends one output; nil when nothing was written to it.
    package func finish(_ index: Int) throws -> Finished? {
        guard let part = lock.withLock({ parts[index] }) else { return nil }
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

    /// Writes the manifest: from here on the end of the process loses nothing.
    package func complete(_ manifest: Manifest) throws {
        try spool.calls.complete(name, manifest)
    }

    /// Forgets the attempt, whose end is committed, and the parts of it that were not placed.
    package func clear() throws {
        let left = lock.withLock {
            defer { parts = [:] }
            return parts.values
        }
        for file in left.compactMap(\.file) {
            // What was placed is gone from here.
            try POSIXFile.remove(file.path)
        }
        spool.calls.forget(name)
    }
}

package struct OutputTooLarge: Error, Hashable, Sendable {
    package let limit: Int64
}
