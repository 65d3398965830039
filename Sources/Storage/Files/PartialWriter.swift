package import Domain
import Foundation
import Synchronization

/// Takes half-done pictures of one attempt as they arrive, each into a file of its own. They are not
/// synced: losing one loses nothing.
/// The lock protects the descriptors.
package final class PartialWriter: Sendable {
    private let base: String
    private let name: String
    private let open = Mutex<[Int: Int32]>([:])

    init(base: String, name: String) {
        self.base = base
        self.name = name
    }

    deinit {
        for (number, descriptor) in open.withLock(\.self) {
            close(descriptor)
            unlink(path(number))
        }
    }

    package func append(_ bytes: UnsafeRawBufferPointer, to number: Int) throws {
        let descriptor = try open.withLock { open in
            if let descriptor = open[number] { return descriptor }
            let descriptor = try POSIXFile.open(path(number), O_WRONLY | O_CREAT | O_TRUNC)
            open[number] = descriptor
            return descriptor
        }
        try POSIXFile.write(bytes, to: descriptor, path: path(number))
    }

    /// The local file of a picture that is whole; nil when nothing was written to it.
    package func finish(_ number: Int) -> String? {
        guard let descriptor = open.withLock({ $0.removeValue(forKey: number) }) else { return nil }
        close(descriptor)
        return path(number)
    }

    /// The name it has in the file storage.
    package func storedName(_ number: Int) -> String { "partials/\(name).\(number)" }

    private func path(_ number: Int) -> String { "\(base).partial\(number).part" }
}

extension Spool {
    package func partialWriter(task: TaskID, attempt: Int) -> PartialWriter {
        let name = name(task, attempt)
        return PartialWriter(base: path(name), name: name)
    }
}
