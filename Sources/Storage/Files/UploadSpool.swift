import Crypto
package import Domain
import Foundation
import Synchronization

/// Where customers' files stand while they arrive. What is there at a start was cut off by a crash.
package struct UploadSpool: Sendable {
    let folder: String

    /// Creates the folder, and empties it.
    package init(folder: String) throws {
        self.folder = folder
        try POSIXFile.makeFolder(folder)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            try POSIXFile.remove(folder + "/" + file)
        }
    }

    /// - limit: bytes that the file may have.
    package func writer(limit: Int64) throws -> UploadWriter {
        try UploadWriter(path: folder + "/" + UUID().uuidString, limit: limit)
    }

    /// A path for a file that somebody else writes; see `UploadWriter.adopt`.
    package func path() -> String { folder + "/" + UUID().uuidString }
}

/// One file that arrives: hashed on the way, gone with this value unless it is finished and taken.
/// The lock protects what was taken so far.
package final class UploadWriter: Sendable {
    fileprivate struct State {
        var hash = SHA256()
        var bytes: Int64 = 0
        var inspection = ImageInspection()
    }

    private let path: String
    private let limit: Int64
    private let descriptor: Int32
    private let state = Mutex(State())

    init(path: String, limit: Int64) throws {
        self.path = path
        self.limit = limit
        descriptor = try POSIXFile.open(path, O_RDWR | O_CREAT | O_TRUNC)
    }

    deinit {
        close(descriptor)
        // After a rename there is nothing left under this name.
        unlink(path)
    }

    package var byteCount: Int64 { state.withLock(\.bytes) }

    /// Blocking. Throws `OutputTooLarge` beyond the limit.
    package func append(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            guard state.bytes + Int64(bytes.count) <= limit else {
                throw OutputTooLarge(limit: limit)
            }
            state.hash.update(bufferPointer: bytes)
            state.bytes += Int64(bytes.count)
            state.inspection.feed(bytes)
        }
        try POSIXFile.write(bytes, to: descriptor, path: path)
    }

    /// Takes over a file that somebody else wrote, and deletes it there. Blocking.
    package func adopt(_ other: String) throws {
        let source = try POSIXFile.open(other, O_RDONLY)
        defer {
            close(source)
            unlink(other)
        }
        var offset: Int64 = 0
        while true {
            let bytes = try POSIXFile.read(source, at: offset, count: 262_144, path: other)
            guard !bytes.isEmpty else { return }
            try bytes.withUnsafeBytes { try append($0) }
            offset += Int64(bytes.count)
        }
    }

    /// A file that is whole, neither synced nor under its final name yet. It is there as long as this
    /// value.
    package struct Received: Sendable {
        package let path: String
        package let bytes: Int64
        package let sha256: String
        /// What it is, followed while it arrived.
        package let inspection: ImageInspection
        private let owner: UploadWriter

        fileprivate init(_ owner: UploadWriter, _ state: State) {
            self.owner = owner
            path = owner.path
            bytes = state.bytes
            sha256 = SHA256Text.hex(state.hash.finalize())
            inspection = state.inspection
        }
    }

    package func finish() -> Received {
        Received(self, state.withLock(\.self))
    }
}
