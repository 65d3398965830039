import NIOCore
import NIOPosix
import Storage

/// The threads that hold the connections; on a server its tasks run there, too (see `Entry`).
enum EventLoops {
    /// Lets what waits for a commit go on where it waited.
    static let wayBack: WayBack = {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return { $0() } }
        return { work in loop.execute(work) }
    }
}
