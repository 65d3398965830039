import Crypto
import Domain
import Foundation

/// Takes one attempt's output bytes as they arrive, hashing them on the way. Bytes that the disk does
/// not take stay in memory, within a budget of all calls, and each further write tries them again.
///
/// `@unchecked Sendable`: `parts` and `held` are protected by `lock`.
package final class SpoolWriter: @unchecked Sendable {
    let spool: Spool
    let name: String
    /// Bytes that one output may have.
    private let limit: Int64
    let lock = NSLock()
    var parts: [Int: Part] = [:]
    /// Bytes in memory for being few, of all parts together.
    private var held = 0

    struct Part {
        /// What came and is in no file: all of it, as long as it is small.
        var held: [UInt8] = []
        /// How many of them are there because a file could not be written.
        var borrowed = 0
        var file: OpenFile?
        var hash = SHA256()
        var inspection = ImageInspection()
        var bytes: Int64 = 0
        /// Bytes in the file, from its start.
        var written: Int64 = 0
        /// Bytes that the disk was asked to write.
        var started: Int64 = 0
    }

    init(spool: Spool, name: String, limit: Int64) {
        self.spool = spool
        self.name = name
        self.limit = limit
    }

    deinit {
        for part in parts.values { spool.memory.giveBack(part.borrowed) }
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

    /// - Throws: `OutputTooLarge`, or `OutOfMemory` when neither the disk nor the memory takes more
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
            if part.file == nil, part.borrowed == 0,
                held + bytes.count <= SmallPicture.largest
            {
                part.held.append(contentsOf: bytes)
                held += bytes.count
                return
            }
            do {
                try write(bytes, to: &part, index)
            } catch let error as FileError {
                spool.health.note(error)
                try borrow(bytes, for: &part)
            }
        }
        crashPoint(.duringSpool)
    }

    /// Forgets what was written to an output.
    package func discard(_ index: Int) {
        lock.withLock {
            guard var part = parts.removeValue(forKey: index) else { return }
            release(&part)
            if let file = part.file { unlink(file.path) }
        }
    }

    /// What was held goes before it, into the file that is made for both.
    private func write(_ bytes: UnsafeRawBufferPointer, to part: inout Part, _ index: Int) throws {
        let file = try writeHeld(of: &part, index)
        try POSIXFile.write(bytes, to: file.descriptor, at: part.written, path: file.path)
        part.written += Int64(bytes.count)
        guard part.bytes - part.started >= Self.stride else { return }
        file.startWriting(from: part.started, count: part.bytes - part.started)
        part.started = part.bytes
    }

    /// Call under the lock.
    @discardableResult
    func writeHeld(of part: inout Part, _ index: Int) throws -> OpenFile {
        let file = try part.file ?? newFile(index)
        part.file = file
        guard !part.held.isEmpty else { return file }
        try part.held.withUnsafeBytes {
            try POSIXFile.write($0, to: file.descriptor, at: part.written, path: file.path)
        }
        part.written += Int64(part.held.count)
        release(&part)
        return file
    }

    private func borrow(_ bytes: UnsafeRawBufferPointer, for part: inout Part) throws {
        guard spool.memory.take(bytes.count) else { throw OutOfMemory() }
        part.borrowed += bytes.count
        part.held.append(contentsOf: bytes)
    }

    /// Call under the lock. What was held is in a file, or of no use any more.
    private func release(_ part: inout Part) {
        held -= part.held.count - part.borrowed
        spool.memory.giveBack(part.borrowed)
        (part.held, part.borrowed) = ([], 0)
    }

    /// The disk writes while the rest still arrives.
    private static let stride: Int64 = 524_288

    private func newFile(_ index: Int) throws -> OpenFile {
        try OpenFile(spool.path("\(name).\(index).part"), O_RDWR | O_CREAT | O_TRUNC)
    }

    /// Writes the manifest: from here on the end of the process loses nothing.
    package func complete(_ manifest: Manifest) throws {
        try spool.calls.complete(name, manifest)
    }

    /// Forgets the attempt, whose end is committed, and the parts of it that were not placed.
    package func clear() throws {
        let files = lock.withLock {
            for part in parts.values { spool.memory.giveBack(part.borrowed) }
            defer { parts = [:] }
            return parts.values.compactMap(\.file)
        }
        defer { spool.calls.forget(name) }
        for file in files {
            // What was placed is gone from here.
            try POSIXFile.remove(file.path)
        }
    }
}

package struct OutputTooLarge: Error, Hashable, Sendable {
    package let limit: Int64
}

/// No file could be written, and the memory for that case is used up.
package struct OutOfMemory: Error, Hashable, Sendable {
    package init() {}
}
