import Foundation

/// What /proc says of a process's memory.
enum ProcessMemory {
    /// A line of its status in MB: `VmRSS` now, `VmHWM` at most so far.
    static func megabytes(_ name: String, of process: Int32) throws -> Double {
        let path = "/proc/\(process)/status"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first,
            let number = Double(kilobytes)
        else { throw BenchError("\(path) has no \(name)") }
        return number / 1_024
    }

    /// The most that a process and all that it started have held.
    static func peakOfFamily(_ process: Int32) throws -> Double {
        let children = try String(
            contentsOfFile: "/proc/\(process)/task/\(process)/children",
            encoding: .utf8
        )
        let pids = children.split(separator: " ").compactMap { Int32($0) }
        return try pids.reduce(megabytes("VmHWM", of: process)) { try $0 + peakOfFamily($1) }
    }
}
