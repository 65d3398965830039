import Foundation

/// What /proc says of a process's memory and time.
enum ProcessMemory {
    /// What all its threads have used so far.
    static func processorSeconds(of process: Int32) throws -> Double {
        let path = "/proc/\(process)/stat"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        // The name before may hold anything; utime and stime are the 14th and 15th words of all.
        let words = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else {
            throw BenchError("\(path) has no times")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

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
