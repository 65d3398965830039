import Dispatch
import Domain
package import Drawing
import Foundation
import Glibc
import Synchronization

/// Draws in child processes: starts them at first use, replaces those that die or take too long,
/// ends those that have had nothing to do. Each child has a thread of ours, because its pipe is
/// read by blocking, which Swift's own threads must never do.
///
/// The lock protects who waits and who works.
package final class DrawingStudio: Sendable {
    /// What happened to a child, for the log.
    package enum Event: Hashable, Sendable {
        case started(pid: Int32)
        case ended(pid: Int32, because: String)
    }

    private struct Desk {
        var waiting: [Job] = []
        var threads = 0
        var busy = 0
        var children: Set<Int32> = []
    }

    /// What makes a Debian or Ubuntu host draw: without the first nothing, without the next two no
    /// JPEG and no WebP, without fonts boxes for letters.
    package static let debianPackages = [
        "libpangocairo-1.0-0", "libturbojpeg0", "libwebp7", "fonts-inter", "fonts-noto-core",
        "fonts-noto-cjk", "fonts-noto-color-emoji", "fonts-dejavu-core",
    ]

    /// After so many answers a child is renewed: fonts and caches of its libraries only grow.
    private static let answersPerChild = 1_000

    private let desk = Mutex(Desk())
    /// Rung once for every job that comes in.
    private let bell = DispatchSemaphore(value: 0)
    private let command: DrawingCommand
    private let most: Int
    private let deadline: Duration
    private let idle: Duration
    private let report: @Sendable (Event) -> Void

    /// - Parameters:
    ///   - command: How a child is started.
    ///   - most: Children at the same time.
    ///   - deadline: For one picture, from the moment a child has it.
    ///   - idle: A child that had nothing to do for so long is ended.
    ///   - report: Called on a thread of the studio.
    package init(
        _ command: DrawingCommand = DrawingCommand(),
        most: Int = 2,
        deadline: Duration = .seconds(30),
        idle: Duration = .seconds(60),
        report: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.command = command
        self.most = max(1, most)
        self.deadline = deadline
        self.idle = idle
        self.report = report
    }

    /// Process ids of the children that are running.
    package var children: Set<Int32> { desk.withLock { $0.children } }

    /// The file of one picture. Cancelling gives up a picture that no child has begun.
    package func draw(_ picture: PictureRequest) async throws(StudioFailure) -> [UInt8] {
        let reply = try await ask(.draw(picture: picture))
        switch reply.answer {
        case .picture: return reply.bytes
        case .failure(let failure): throw .answer(failure)
        case .probe: throw .ended(reason: "it answered another question")
        }
    }

    /// What is installed on this host.
    package func probe() async throws(StudioFailure) -> ProbeReport {
        let reply = try await ask(.probe)
        switch reply.answer {
        case .probe(let report): return report
        case .failure(let failure): throw .answer(failure)
        case .picture: throw .ended(reason: "it answered another question")
        }
    }

    private func ask(_ request: DrawingRequest) async throws(StudioFailure) -> Reply {
        guard let frame = try? DrawingFrame.encode(request),
            frame.count <= DrawingFrame.longestRequest
        else { throw .answer(.invalid(reason: "the request is too long")) }
        let job = Job(frame: frame)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                job.start(continuation)
                accept(job)
                // The handler may have run before there was anything to cancel.
                if Task.isCancelled { withdraw(job) }
            }
        } onCancel: {
            withdraw(job)
        }
        return try result.get()
    }

    private func accept(_ job: Job) {
        let needsThread = desk.withLock { desk in
            desk.waiting.append(job)
            let isShort = desk.waiting.count > desk.threads - desk.busy && desk.threads < most
            if isShort { desk.threads += 1 }
            return isShort
        }
        bell.signal()
        if needsThread {
            let thread = Thread { self.work() }
            thread.name = "drawing"
            thread.start()
        }
    }

    private func withdraw(_ job: Job) {
        let wasWaiting = desk.withLock { desk in
            guard let place = desk.waiting.firstIndex(where: { $0 === job }) else { return false }
            desk.waiting.remove(at: place)
            return true
        }
        if wasWaiting { job.finish(.failure(.cancelled)) }
    }
}

/// The life of one of the studio's threads.
extension DrawingStudio {
    typealias Reply = (answer: DrawingAnswer, bytes: [UInt8])

    private enum Turn {
        case job(Job)
        case wait
        case leave
    }

    private func work() {
        // A write to a child that has died shall fail, not end the server.
        var brokenPipe = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)
        var child: DrawingProcess?
        var answers = 0
        while true {
            let wait = DispatchTime.now() + .milliseconds(Int(idle.wholeMilliseconds))
            let isIdle = bell.wait(timeout: wait) == .timedOut
            switch nextTurn(isIdle: isIdle) {
            case .wait: continue
            case .leave:
                drop(&child, because: "idle")
                return
            case .job(let job):
                let result = reply(to: job, with: &child)
                answers += 1
                if answers.isMultiple(of: Self.answersPerChild) { drop(&child, because: "renewed") }
                desk.withLock { $0.busy -= 1 }
                job.finish(result)
            }
        }
    }

    private func nextTurn(isIdle: Bool) -> Turn {
        desk.withLock { desk in
            guard !desk.waiting.isEmpty else {
                // Signed off under the same lock: a job that comes in now gets a new thread.
                if isIdle { desk.threads -= 1 }
                return isIdle ? .leave : .wait
            }
            desk.busy += 1
            return .job(desk.waiting.removeFirst())
        }
    }

    /// Asks the child; one that was found dead is replaced once, since it may have died between
    /// two pictures.
    private func reply(
        to job: Job,
        with child: inout DrawingProcess?
    ) -> Result<Reply, StudioFailure> {
        var wasReplaced = false
        while true {
            do throws(StudioFailure) {
                if child == nil { child = try start() }
                let reply = try child?.ask(job.frame, until: .now + deadline)
                guard let reply else { return .failure(.ended(reason: "it did not start")) }
                return .success(reply)
            } catch {
                drop(&child, because: "\(error)")
                guard case .ended = error, !wasReplaced else { return .failure(error) }
                wasReplaced = true
            }
        }
    }

    private func start() throws(StudioFailure) -> DrawingProcess {
        let child = try DrawingProcess(command)
        let pid = child.pid
        desk.withLock { _ = $0.children.insert(pid) }
        report(.started(pid: pid))
        return child
    }

    private func drop(_ child: inout DrawingProcess?, because reason: String) {
        guard let pid = child?.pid else { return }
        child = nil
        desk.withLock { _ = $0.children.remove(pid) }
        report(.ended(pid: pid, because: reason))
    }
}

extension DrawingStudio {
    /// A request and whoever waits for its answer. The lock protects the continuation, which is
    /// resumed once.
    private final class Job: Sendable {
        typealias Waiter = CheckedContinuation<Result<Reply, StudioFailure>, Never>

        let frame: [UInt8]
        private let waiter = Mutex<Waiter?>(nil)

        init(frame: [UInt8]) {
            self.frame = frame
        }

        func start(_ continuation: Waiter) {
            waiter.withLock { $0 = continuation }
        }

        func finish(_ result: Result<Reply, StudioFailure>) {
            let waiting = waiter.withLock { waiter in
                defer { waiter = nil }
                return waiter
            }
            waiting?.resume(returning: result)
        }
    }
}
