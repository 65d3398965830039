package import Domain
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A real HTTP server on 127.0.0.1 that speaks OpenAI's Images API as it is documented, keeps book
/// of what it was asked and what it sold, and fails in every way that upstreams fail.
///
///     try await OpenAISimulator.run { openAI in
///         openAI.next(.rateLimited(retryAfter: "3"), .cut(reset: true))
///         …
///         #expect(openAI.purchases == 1)
///     }
package final class OpenAISimulator: Sendable {
    /// Where a provider is told that the API is.
    package let baseURL: String
    /// The one key that it takes.
    package static let key = "sk-proj-simulator-0123456789"

    let today: CivilDate
    private let server: any Channel
    private let book: Book

    /// What it knows, guarded because every connection writes into it.
    final class Book: Sendable {
        struct Pages {
            var queue: [SimulatorFault] = []
            var always: SimulatorFault?
            var requests: [SimulatorRequest] = []
            var pictures: [TestPicture] = []
            var purchases = 0
            var held: [any Channel] = []
            /// Connections being served, nil once it was stopped.
            var connections: [ObjectIdentifier: Task<Void, Never>]? = [:]
        }
        let pages = Mutex(Pages())

        /// Serves a connection from now on. Its task has no parent, for a fixture outlives the
        /// function that starts it: `stop` ends it.
        func serve(_ channel: any Channel, today: CivilDate) throws {
            let id = ObjectIdentifier(channel)
            try pages.withLock { pages in
                guard pages.connections != nil else { throw ChannelError.ioOnClosedChannel }
                let connection = SimulatorConnection(
                    channel: try SimulatorConnection.channel(on: channel),
                    book: self,
                    today: today
                )
                pages.connections?[id] = Task {
                    await connection.serve()
                    self.pages.withLock { _ = $0.connections?.removeValue(forKey: id) }
                }
            }
        }
    }

    private init(server: any Channel, today: CivilDate, book: Book) {
        baseURL = "http://127.0.0.1:\(server.localAddress?.port ?? 0)/v1"
        self.today = today
        self.book = book
        self.server = server
    }

    /// Starts one on a free port. Whoever starts it stops it; `run` does both. `today` decides
    /// which models are shut down.
    package static func start(
        today: CivilDate = TestDay.date
    ) async throws -> OpenAISimulator {
        let book = Book()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try book.serve(channel, today: today)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return OpenAISimulator(server: server, today: today, book: book)
    }

    /// Closes the port and every connection, and waits until they are closed.
    package func stop() async {
        try? await server.close().get()
        let connections = book.pages.withLock { pages in
            defer { pages.connections = nil }
            return pages.connections ?? [:]
        }
        for connection in connections.values { connection.cancel() }
        for connection in connections.values { await connection.value }
    }

    package static func run<Value>(
        today: CivilDate = TestDay.date,
        _ body: (OpenAISimulator) async throws -> Value
    ) async throws -> Value {
        let simulator = try await start(today: today)
        do {
            let value = try await body(simulator)
            await simulator.stop()
            return value
        } catch {
            await simulator.stop()
            throw error
        }
    }

    /// The next requests meet these faults, one each.
    package func next(_ faults: SimulatorFault...) {
        book.pages.withLock { $0.queue += faults }
    }

    /// From now on every request meets this fault, unless `next` or its prompt asks for another;
    /// nil ends that.
    package func always(_ fault: SimulatorFault?) {
        book.pages.withLock { $0.always = fault }
    }

    /// Closes the connections that a `holdAfter` keeps open.
    package func cutHeld() async throws {
        let held = book.pages.withLock { pages in
            defer { pages.held = [] }
            return pages.held
        }
        for channel in held { try await channel.close().get() }
    }

    /// Everything that was asked, oldest first.
    package var requests: [SimulatorRequest] { book.pages.withLock(\.requests) }

    /// Requests that OpenAI would have billed: work was done, whether or not the answer got
    /// through.
    package var purchases: Int { book.pages.withLock(\.purchases) }

    /// The pictures of all purchases, in order, as they were meant to be sent.
    package var pictures: [TestPicture] { book.pages.withLock(\.pictures) }
}
