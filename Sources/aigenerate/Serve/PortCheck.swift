import NIOCore
import NIOPosix

/// Whether we can listen where we are told to.
struct PortCheck: Sendable {
    private let host: String
    private let port: Int

    init(_ config: Config) {
        host = config.host
        port = config.port
    }

    /// Listens there for a moment, and accepts nobody.
    func callAsFunction() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: host, port: port)
            .get()
        try await channel.close().get()
    }
}
