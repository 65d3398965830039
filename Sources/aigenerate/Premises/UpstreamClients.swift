import AsyncHTTPClient
import NIOCore
import NIOPosix
import Providers

/// An HTTP client for each event loop, so that a call has its connection on the loop that runs it. One
/// client for all loops gives a call whichever connection is idle, and in time most of them are on one
/// loop, which then does most of the work.
struct UpstreamClients: Sendable {
    private let clients: [ObjectIdentifier: HTTPClient]
    private let elsewhere: HTTPClient

    init() {
        let configuration = UpstreamClient.configuration()
        let group = MultiThreadedEventLoopGroup.singleton
        var clients: [ObjectIdentifier: HTTPClient] = [:]
        for loop in group.makeIterator() {
            clients[ObjectIdentifier(loop)] = HTTPClient(
                eventLoopGroupProvider: .shared(loop),
                configuration: configuration
            )
        }
        self.clients = clients
        elsewhere = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
    }

    /// The one of the loop that asks.
    func here() -> HTTPClient {
        MultiThreadedEventLoopGroup.currentEventLoop.flatMap { clients[ObjectIdentifier($0)] }
            ?? elsewhere
    }

    func shutdown() async throws {
        for client in clients.values { try await client.shutdown() }
        try await elsewhere.shutdown()
    }
}
