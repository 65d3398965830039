import Foundation
import Glibc
import Logging

/// How many files and connections the system lets us have open, and who gets how many of them.
struct OpenFileLimit: Sendable {
    let count: Int

    /// The database and its readers, the log, event loops: 26 on two cores when nothing goes on.
    private static let base = 40 + 3 * ProcessInfo.processInfo.activeProcessorCount
    /// A task's connection to its provider, its spool files, an input.
    private static let ofTask = 4

    /// Takes as many as may be had without asking an administrator.
    static func raise() -> OpenFileLimit {
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return OpenFileLimit(count: 1_024) }
        if limit.rlim_cur < limit.rlim_max {
            var wanted = limit
            wanted.rlim_cur = limit.rlim_max
            if setrlimit(kind, &wanted) == 0 { limit = wanted }
        }
        return OpenFileLimit(count: Int(clamping: limit.rlim_cur))
    }

    /// Connections that are accepted at once. The other half is for tasks, whatever clients do.
    var connections: Int { max(8, (count - Self.base) / 2) }

    /// Fewer tasks at once where each could not have its files.
    func fit(_ config: inout Config, _ logger: Logger) {
        let slots = max(1, (count - connections - Self.base) / Self.ofTask)
        guard slots < config.slots else { return }
        logger.warning(
            "the system allows few open files: fewer tasks are made at once (see 'ulimit -n')",
            metadata: ["files": "\(count)", "slots": "\(slots)"]
        )
        config.slots = slots
    }

    private static var kind: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
