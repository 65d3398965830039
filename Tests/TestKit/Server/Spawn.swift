import Foundation
import Glibc

/// A started program that is not reaped yet. Foundation's `Process` is no help here: with more than
/// about 1,350 files open, which a hundred tests at once have, it reads past the end of the list of
/// them and crashes.
struct Spawn {
    let pid: pid_t

    struct Streams {
        let input: Int32
        let output: Int32
        let errors: Int32
    }

    /// - environment: the whole of it.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        folder: String? = nil,
        _ streams: Streams
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO)
        Self.keepOthersOut()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        // `env` becomes what it starts.
        let command = folder.map { ["/usr/bin/env", "-C", $0] } ?? []
        let words = command + [program] + arguments
        let status = Self.withCStrings(words) { arguments in
            Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&pid, words[0], &actions, &attributes, arguments, environment)
            }
        }
        guard status == 0 else {
            throw CocoaError(.fileReadUnknown, userInfo: [NSFilePathErrorKey: program])
        }
        self.pid = pid
    }

    /// Nothing that other tests have open is for the child: it has limits of its own, and what it kept
    /// open would not end for them.
    private static func keepOthersOut() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }

    /// Blocks until it has ended; it is still there for signals then, until `reap`.
    func wait() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }

    /// The exit code; the number of the signal when one ended it.
    func reap() -> (code: Int32, wasKilled: Bool) {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? ((status >> 8) & 0xff, false) : (signal, true)
    }

    private static func withCStrings<T>(
        _ texts: [String],
        _ use: ([UnsafeMutablePointer<CChar>?]) -> T
    ) -> T {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return use(copies + [nil])
    }
}
