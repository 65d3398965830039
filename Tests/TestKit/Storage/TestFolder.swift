import Foundation

/// A fresh folder that goes away with the last reference to it.
package final class TestFolder: Sendable {
    package let path: String

    package init(in parent: String = NSTemporaryDirectory()) throws {
        path = URL(filePath: parent).appending(path: "aigenerate-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// In memory where the system has such a place, for tests that write much and cut no power.
    package static func fast() throws -> TestFolder {
        let memory = "/dev/shm"
        return FileManager.default.isWritableFile(atPath: memory)
            ? try TestFolder(in: memory) : try TestFolder()
    }

    package func path(_ name: String) -> String { path + "/" + name }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
