import Foundation

/// The guard that stops new work before the disk is full.
package struct FreeSpace: Sendable {
    private let folder: String
    /// Kept free for the database's log and for what is already running.
    private let reserve: Int64
    private let health: WriteHealth?

    /// - health: knows whether files can be written; nil: nobody writes any.
    package init(folder: String, reserve: Int64, health: WriteHealth? = nil) {
        self.folder = folder
        self.reserve = reserve
        self.health = health
    }

    /// Why files cannot be written now, in words for people; nil: they can.
    package var writeFault: String? { health?.fault?.reason }

    /// Bytes that are free for us in the folder's file system.
    package func available() -> Int64 {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return 0 }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }

    package var isLow: Bool { available() < reserve }
}
