import Foundation

/// Room for the write-ahead log before it is needed.
///
/// A commit that makes the log longer has to wait for the file system's own journal, and for whatever
/// else that has to write down at the moment, pictures among it. One that overwrites what is there
/// waits for its own few pages: measured on ext4, a ninth of the time. SQLite begins the log anew at
/// its start after each checkpoint, so it grows in the first minutes after a start only, and they are
/// like all others when it has its length from the start.
enum LogRoom {
    /// So many frames of a page and 24 bytes fit before a checkpoint, and a few for the commit that
    /// goes over it.
    static let bytes = (SQLiteStore.checkpointPages + 200) * (4_096 + 24)

    /// Writes zeros behind the log's end, which SQLite takes for no frames. To be called while nobody
    /// writes. A disk that is too full for it does without.
    static func make(database: String) {
        guard let descriptor = try? POSIXFile.open(database + "-wal", O_WRONLY) else { return }
        defer { close(descriptor) }
        guard let size = try? POSIXFile.size(descriptor, path: database), size < bytes else {
            return
        }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        var end = Int(size)
        while end < bytes {
            let count = zeros.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, min(zeros.count, bytes - end), off_t(end))
            }
            guard count > 0 else { return }
            end += count
        }
        try? POSIXFile.sync(descriptor, path: database)
    }
}
