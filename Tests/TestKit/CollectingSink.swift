import Crypto
package import Domain
import Synchronization

/// Stands where the worker's files stand: takes what a provider delivers and remembers it.
package final class CollectingSink: Sendable {
    package struct Output: Sendable {
        package var byteCount = 0
        /// Of everything appended, hexadecimal.
        package var sha256 = ""
        package var inspection = ImageInspection()
        package var isDiscarded = false
        fileprivate var hash = SHA256()
    }

    /// The disk is "full" after so many bytes.
    package struct Full: Error {}

    fileprivate struct Contents {
        var outputs: [Int: Output] = [:]
        var partials: [Int: Output] = [:]
        var shown: [PartialPicture] = []
        var sends = 0
        var total = 0
    }

    // Guards what the provider's tasks write and the test reads.
    private let contents = Mutex(Contents())
    private let capacity: Int
    private let refusesToSend: Bool

    package init(capacity: Int = .max, refusesToSend: Bool = false) {
        self.capacity = capacity
        self.refusesToSend = refusesToSend
    }

    /// Outputs by index, without those that were discarded.
    package var outputs: [Int: Output] {
        contents.withLock { $0.outputs.filter { !$0.value.isDiscarded } }
    }

    /// Half-done pictures in the order in which they were shown, and their bytes.
    package var shown: [PartialPicture] { contents.withLock(\.shown) }
    package var partials: [Int: Output] { contents.withLock(\.partials) }

    /// How often it was told that a request leaves.
    package var sends: Int { contents.withLock(\.sends) }

    package var sink: OutputSink {
        OutputSink(
            append: { index, bytes in try self.append(bytes, to: index) },
            discard: { index in self.contents.withLock { $0.outputs[index]?.isDiscarded = true } },
            willSend: {
                if self.refusesToSend { throw Full() }
                self.contents.withLock { $0.sends += 1 }
            },
            watcher: PartialSink(
                append: { index, bytes in try self.append(bytes, toPartial: index) },
                show: { partial in self.contents.withLock { $0.shown.append(partial) } }
            )
        )
    }

    private func append(_ bytes: UnsafeRawBufferPointer, to index: Int) throws {
        try contents.withLock { contents in
            try contents.take(bytes, capacity: capacity)
            contents.outputs[index, default: Output()].append(bytes)
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer, toPartial index: Int) throws {
        try contents.withLock { contents in
            try contents.take(bytes, capacity: capacity)
            contents.partials[index, default: Output()].append(bytes)
        }
    }
}

extension CollectingSink.Contents {
    fileprivate mutating func take(_ bytes: UnsafeRawBufferPointer, capacity: Int) throws {
        total += bytes.count
        guard total <= capacity else { throw NoRoom(detail: "full") }
    }
}

extension CollectingSink.Output {
    fileprivate mutating func append(_ bytes: UnsafeRawBufferPointer) {
        byteCount += bytes.count
        hash.update(bufferPointer: bytes)
        sha256 = hash.finalize().hexadecimal
        inspection.feed(bytes)
    }
}
