import Foundation
import Logging

/// How many files this process may have open, and what follows from it.
enum Descriptors {
    /// What the server needs beside its tasks: the database, event loops, listening, a few clients.
    private static let base = 44
    /// A task's connection to the provider, its file, the folder that is synced, and who waits for it.
    private static let perTask = 4

    /// The tasks at once that the limit of open files allows, at most as many as wanted. A bought image
    /// that finds no descriptor would have to wait in memory.
    static func slots(_ wanted: Int, _ logger: Logger) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return wanted
        }
        let room = Int(min(limit.rlim_cur, 1 << 20)) - base
        let slots = min(wanted, max(1, room / perTask))
        if slots < wanted {
            logger.warning(
                "the limit of open files is low: fewer tasks run at once",
                metadata: ["files": "\(limit.rlim_cur)", "tasks": "\(slots)", "set": "\(wanted)"]
            )
        }
        return slots
    }
}
