import Foundation

/// The three streams that every program is started with, and may find closed.
enum StandardStreams {
    /// Keeps the numbers of closed streams from being given to the next file or connection, into
    /// which messages would be written then. A closed stdin or stdout goes on failing.
    static func fillGaps() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            guard fcntl(descriptor, F_GETFD) < 0 else { continue }
            // The lowest free number, which is this one.
            _ = open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
        }
    }

    /// Why stdout takes no data; nil: it seems to.
    static func faultOfOutput() -> String? {
        let mode = fcntl(STDOUT_FILENO, F_GETFL)
        guard mode >= 0, mode & O_ACCMODE != O_RDONLY else { return "it is closed" }
        var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&state, 1, 0) >= 0 else { return nil }
        return state.revents & Int16(POLLERR) == 0 ? nil : "nobody reads it any more"
    }
}
