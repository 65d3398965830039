import NIOCore
import NIOPosix
import Storage
import Synchronization
import Worker

/// The threads that hold the connections; on a server its tasks run there, too.
enum EventLoops {
    /// Lets what waits for a commit go on where it waited.
    static let wayBack: WayBack = {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return { $0() } }
        return { work in loop.execute(work) }
    }

    /// Lets all tasks run on the event loops: each change between two pools of threads costs more than most
    /// of what is done in between. To be called on the main thread, once, before anything else.
    static func takeTasks() {
        let isDone =
            NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        haveTasks.store(isDone, ordering: .relaxed)
    }

    private static let haveTasks = Atomic(false)

    /// None where tasks run elsewhere.
    static let homes = TaskHomes(
        here: { MultiThreadedEventLoopGroup.currentEventLoop.flatMap(executor) },
        next: { executor(MultiThreadedEventLoopGroup.singleton.next()) }
    )

    private static func executor(_ loop: any EventLoop) -> LoopExecutor? {
        haveTasks.load(ordering: .relaxed) ? executors[ObjectIdentifier(loop)] : nil
    }

    private static let executors = Dictionary(
        uniqueKeysWithValues: MultiThreadedEventLoopGroup.singleton.makeIterator().map {
            (ObjectIdentifier($0), LoopExecutor($0))
        }
    )
}

/// Runs tasks on one event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
