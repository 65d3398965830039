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

    /// A picture that is written to its end, and the name that it is to have in the file storage.
    package struct Written: Hashable, Sendable {
        package let path: String
        package let storedName: String
    }

    private let base: String
    private let name: String
    private let open = Mutex<[Int: Open]>([:])

    init(base: String, name: String) {
        self.base = base
        self.name = name
    }

    deinit {
        for (number, file) in open.withLock(\.self) {
            close(file.descriptor)
            unlink(path(number))
        }
    }

    package func append(_ bytes: UnsafeRawBufferPointer, to number: Int) throws {
        let descriptor = try open.withLock { open in
            var file =
                try open[number]
                ?? Open(descriptor: POSIXFile.open(path(number), O_WRONLY | O_CREAT | O_TRUNC))
            file.head += bytes.prefix(MediaType.sniffed - file.head.count)
            open[number] = file
            return file.descriptor
        }
        try POSIXFile.write(bytes, to: descriptor, path: path(number))
    }

    /// nil when nothing was written, or nothing that begins like a picture.
    package func finish(_ number: Int) -> Written? {
        guard let file = open.withLock({ $0.removeValue(forKey: number) }) else { return nil }
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
