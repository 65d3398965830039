import Foundation

/// What the disk allows whoever keeps each picture before it answers.
enum DiskSpeed {
    /// Files written and fsynced in turn, for one second.
    static func filesPerSecond(of bytes: [UInt8]) throws -> Double {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("aigenerate-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let started = DispatchTime.now().uptimeNanoseconds
        var count = 0
        while DispatchTime.now().uptimeNanoseconds - started < 1_000_000_000 {
            let path = folder.appendingPathComponent("\(count)").path
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            defer { close(file) }
            guard file >= 0, write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
                throw BenchError("cannot write to \(folder.path)")
            }
            count += 1
        }
        let elapsed = Double(DispatchTime.now().uptimeNanoseconds - started)
        return Double(count) * 1_000_000_000 / elapsed
    }
}
