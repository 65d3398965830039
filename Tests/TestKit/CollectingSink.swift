import Crypto
package import Domain
import Synchronization

/// Stands where the worker's files stand: takes what a provider delivers and remembers it.
package final class CollectingSink: Sendable {
    package struct Output: Sendable {
        package var byteCount = 0
        /// Of everything appended, hexadecimal.
        package var sha256 = ""
        /// The first 64 KB.
        package var head: [UInt8] = []
        package var tail: [UInt8] = []
        package var isDiscarded = false
        fileprivate var hash = SHA256()
    }

    /// The disk is "full" after so many bytes.
    package struct Full: Error {}

    private struct Contents {
        var outputs: [Int: Output] = [:]
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

    /// How often it was told that a request leaves.
    package var sends: Int { contents.withLock(\.sends) }

    package var sink: OutputSink {
        OutputSink(
            append: { index, bytes in try self.append(bytes, to: index) },
            discard: { index in self.contents.withLock { $0.outputs[index]?.isDiscarded = true } },
            willSend: {
                if self.refusesToSend { throw Full() }
                self.contents.withLock { $0.sends += 1 }
            }
        )
    }

    private func append(_ bytes: UnsafeRawBufferPointer, to index: Int) throws {
        try contents.withLock { contents in
            contents.total += bytes.count
            guard contents.total <= capacity else { throw Full() }
            var output = contents.outputs[index] ?? Output()
            contents.outputs[index] = nil
            output.byteCount += bytes.count
            output.hash.update(bufferPointer: bytes)
            output.sha256 = output.hash.finalize().hexadecimal
            output.head += bytes.prefix(64 << 10 - output.head.count)
            output.tail = Array((output.tail + bytes.suffix(4_096)).suffix(4_096))
            contents.outputs[index] = output
        }
    }
}
