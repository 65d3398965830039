import Drawing
import Glibc
import Synchronization

/// One running child. Used by one thread at a time, which it blocks.
struct DrawingProcess: ~Copyable {
    let pid: pid_t
    private let pipe: DeadlinePipe

    /// Starts a child.
    /// - Throws: `.cannotStart` with the system's reason.
    init(_ command: DrawingCommand) throws(StudioFailure) {
        var pid: pid_t = 0
        let (pipes, status) = try DrawingProcess.starting.withLock {
            (_) throws(StudioFailure) -> (ChildPipes, Int32) in
            let pipes = try ChildPipes()
            defer { pipes.closeChildEnds() }
            return (pipes, DrawingProcess.spawn(command, pipes: pipes, pid: &pid))
        }
        guard status == 0 else {
            pipes.closeOurEnds()
            throw .cannotStart(
                reason: "\(command.executable): \(String(cString: strerror(status)))",
                isMissing: status == ENOENT || status == EACCES
            )
        }
        self.pid = pid
        pipe = DeadlinePipe(input: pipes.fromChild.ours, output: pipes.toChild.ours)
    }

    deinit {
        // It keeps nothing that a sudden end could hurt, and an idle child has nothing to do.
        pipe.close()
        _ = kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    /// Sends a request and waits for the answer.
    /// - Throws: `.ended` when the child is gone, `.overdue` when it took too long. The child must
    ///   be dropped after either: where its answers begin is not known any more.
    func ask(
        _ frame: [UInt8],
        until deadline: ContinuousClock.Instant
    ) throws(StudioFailure) -> (answer: DrawingAnswer, bytes: [UInt8]) {
        try pipe.write(frame, until: deadline)
        guard let length = DrawingFrame.length(try pipe.read(4, until: deadline)),
            length <= DrawingFrame.longestAnswer
        else { throw .ended(reason: "its answer makes no sense") }
        let json = try pipe.read(length, until: deadline)
        guard let answer = try? DrawingFrame.decode(DrawingAnswer.self, from: json) else {
            throw .ended(reason: "its answer makes no sense")
        }
        guard case .picture(let count) = answer else { return (answer, []) }
        guard (0...DrawingFrame.longestPicture).contains(count) else {
            throw .ended(reason: "its picture is too large")
        }
        return (answer, try pipe.read(count, until: deadline))
    }

    /// One child is started at a time: a second one, forked between the making of a pipe and its
    /// close-on-exec mark, would hold the first one's pipe open, and its end would go unseen.
    /// (`pipe2` has no such gap, but Swift's Glibc does not show it.)
    private static let starting = Mutex(())

    private static func spawn(
        _ command: DrawingCommand,
        pipes: ChildPipes,
        pid: inout pid_t
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes.toChild.theirs, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipes.fromChild.theirs, STDOUT_FILENO)
        // What libraries warn about may quote the prompt: it belongs in no log.
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        resetSignals(&attributes)
        let arguments = ["aigenerate", "draw"] + command.arguments
        let environment = command.environment.map { "\($0.key)=\($0.value)" }
        return withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(
                    &pid,
                    command.executable,
                    &actions,
                    &attributes,
                    arguments,
                    environment
                )
            }
        }
    }

    /// Our threads block signals that the child must be able to die of. Its own process group
    /// keeps Ctrl-C from ending it while the server still finishes its work.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
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

/// The two pipes of a child, before it has them.
private struct ChildPipes {
    struct Ends {
        let ours: Int32
        let theirs: Int32
    }

    let toChild: Ends
    let fromChild: Ends

    init() throws(StudioFailure) {
        var first: [Int32] = [-1, -1]
        var second: [Int32] = [-1, -1]
        guard pipe(&first) == 0 else { throw ChildPipes.noPipe() }
        guard pipe(&second) == 0 else {
            let failure = ChildPipes.noPipe()
            first.forEach { _ = close($0) }
            throw failure
        }
        toChild = Ends(ours: first[1], theirs: first[0])
        fromChild = Ends(ours: second[0], theirs: second[1])
        for end in first + second { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        for end in [toChild.ours, fromChild.ours] {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        }
    }

    private static func noPipe() -> StudioFailure {
        .cannotStart(reason: "pipe: \(String(cString: strerror(errno)))", isMissing: false)
    }

    func closeChildEnds() {
        close(toChild.theirs)
        close(fromChild.theirs)
    }

    func closeOurEnds() {
        close(toChild.ours)
        close(fromChild.ours)
    }
}
