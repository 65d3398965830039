import NIOCore
import NIOPosix
import Storage
import Worker

/// The threads that hold the connections; on a server its tasks run there, too (see `Entry`).
enum EventLoops {
    /// Lets what waits for a commit go on where it waited.
    static let wayBack: WayBack = {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return { $0() } }
        return { work in loop.execute(work) }
    }

    static let homes = TaskHomes(
        here: { MultiThreadedEventLoopGroup.currentEventLoop.flatMap(executor) },
        next: { executor(MultiThreadedEventLoopGroup.singleton.next()) }
    )

    private static func executor(_ loop: any EventLoop) -> LoopExecutor? {
        executors[ObjectIdentifier(loop)]
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
