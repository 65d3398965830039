package import Domain
import Foundation

/// Files in a folder of this machine.
package struct DiskFiles: FileStorage {
    private let root: String

    /// Creates the folder and its shards.
    package init(root: String) throws {
        self.root = root
        try POSIXFile.makeFolder(root)
        try POSIXFile.makeFolder(root + "/outputs")
        try POSIXFile.makeFolder(root + "/uploads")
        for shard in Self.shards {
            try POSIXFile.makeFolder("\(root)/outputs/\(shard)")
            try POSIXFile.makeFolder("\(root)/uploads/\(shard)")
        }
        try POSIXFile.makeFolder(root + "/partials")
        // A file is only as durable as the folders it stands in.
        try POSIXFile.syncFolder(root + "/outputs")
        try POSIXFile.syncFolder(root + "/uploads")
        try POSIXFile.syncFolder(root)
    }

    /// 32 folders, by the last (random) character of a task's id: one level, so that a new file
    /// needs one folder synced, and no folder holds too many.
    private static let shards = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".map(String.init)

    /// The deterministic name of an output.
    package static func outputName(
        task: TaskID,
        attempt: Int,
        index: Int,
        media: MediaType
    ) -> String {
        "outputs/\(task.text.suffix(1))/\(task).\(attempt).\(index).\(media.fileExtension)"
    }

    /// The name of an upload: by its id, which is ours.
    package static func uploadName(_ id: String, media: MediaType) -> String {
        "uploads/\(id.suffix(1))/\(id).\(media.fileExtension)"
    }

    package func place(localPath: String, as name: String, durably: Bool) async throws {
        let target = try path(of: name)
        try await onFileThread {
            try POSIXFile.rename(localPath, to: target)
            guard durably else { return }
            // Nobody knows the name before both are done. A file system with a journal writes the new
            // file and its new name down at once, so the second has nothing left to do.
            try POSIXFile.sync(target)
            try POSIXFile.syncFolder((target as NSString).deletingLastPathComponent)
        }
    }

    package func open(_ name: String) async throws -> StoredFile? {
        let path = try path(of: name)
        return try await onFileThread {
            let file: OpenFile
            do {
                file = try OpenFile(path, O_RDONLY)
            } catch let error as FileError where error.code == ENOENT {
                return nil
            }
            return file.stored(byteCount: try POSIXFile.size(file.descriptor, path: path))
        }
    }

    package func delete(_ names: [String]) async throws {
        let paths = try names.map(path)
        try await onFileThread {
            for path in paths { try POSIXFile.remove(path) }
        }
    }

    /// Names are made by us, and checked all the same: nothing outside the root is ever touched.
    private func path(of name: String) throws -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.utf8.contains(0),
            parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
        else { throw FileError("open", name, code: EINVAL) }
        return root + "/" + name
    }
}
