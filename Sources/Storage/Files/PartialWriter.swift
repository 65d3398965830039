package import Domain
import Foundation
import Synchronization

/// Takes half-done pictures of one attempt as they arrive, each into a file of its own. They are not
/// synced: losing one loses nothing.
/// The lock protects what is being written.
package final class PartialWriter: Sendable {
    private struct Open {
        let descriptor: Int32
        /// The first bytes, which tell the type.
        var head: [UInt8] = []
    }

    private struct State {
        var open: [Int: Open] = [:]
        /// Those that could not be written: they are not shown.
        var lost: Set<Int> = []
    }

    /// A picture that is written to its end, and the name that it is to have in the file storage.
    package struct Written: Hashable, Sendable {
        package let path: String
        package let storedName: String
    }

    private let base: String
    private let name: String
    private let state = Mutex(State())

    init(base: String, name: String) {
        self.base = base
        self.name = name
    }

    deinit {
        for (number, file) in state.withLock(\.open) {
            close(file.descriptor)
            unlink(path(number))
        }
    }

    /// One that cannot be written is lost, and that is all: the finished picture goes on.
    package func append(_ bytes: UnsafeRawBufferPointer, to number: Int) {
        do {
            guard let descriptor = try descriptor(of: number, beginning: bytes) else { return }
            try POSIXFile.write(bytes, to: descriptor, path: path(number))
        } catch {
            let file = state.withLock { state in
                state.lost.insert(number)
                return state.open.removeValue(forKey: number)
            }
            guard let file else { return }
            close(file.descriptor)
            unlink(path(number))
        }
    }

    private func descriptor(
        of number: Int,
        beginning bytes: UnsafeRawBufferPointer
    ) throws -> Int32? {
        try state.withLock { state in
            guard !state.lost.contains(number) else { return nil }
            var file =
                try state.open[number]
                ?? Open(descriptor: POSIXFile.open(path(number), O_WRONLY | O_CREAT | O_TRUNC))
            file.head += bytes.prefix(MediaType.sniffed - file.head.count)
            state.open[number] = file
            return file.descriptor
        }
    }

    /// nil when nothing was written, or nothing that begins like a picture.
    package func finish(_ number: Int) -> Written? {
        guard let file = state.withLock({ $0.open.removeValue(forKey: number) }) else {
            return nil
        }
        close(file.descriptor)
        guard let media = MediaType.sniff(file.head) else {
            unlink(path(number))
            return nil
        }
        let name = "partials/\(name).\(number).\(media.fileExtension)"
        return Written(path: path(number), storedName: name)
    }

    private func path(_ number: Int) -> String { "\(base).partial\(number).part" }
}

extension Spool {
    package func partialWriter(task: TaskID, attempt: Int) -> PartialWriter {
        let name = name(task, attempt)
        return PartialWriter(base: path(name), name: name)
    }
}
