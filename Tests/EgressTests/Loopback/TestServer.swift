import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// What a test server does with a request, in order.
enum Step: Sendable {
    case send(String)
    case sendBytes([UInt8])
    /// One byte at a time, for ever.
    case drip(String)
    case close
}

/// What a test server read.
struct SeenRequest: Sendable {
    let head: String
    let body: [UInt8]

    var requestLine: String { head.prefix { $0 != "\r\n" }.description }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst()
            .first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).drop { $0 == " " }.description }
    }
}

/// A real TCP server on loopback that answers by a script and counts who comes.
struct TestServer: Sendable {
    typealias Script = @Sendable (SeenRequest) -> [Step]

    let port: Int
    private let channel: any Channel
    private let log: Log

    /// Everything that the event loops write down; the lock protects it from the test's thread.
    final class Log: Sendable {
        let connections = Mutex(0)
        let requests = Mutex<[SeenRequest]>([])
        let arrivals = AsyncStream.makeStream(of: Void.self)
    }

    var connections: Int { log.connections.withLock { $0 } }
    var requests: [SeenRequest] { log.requests.withLock { $0 } }
    /// An element for each request, once it was read.
    var arrivals: AsyncStream<Void> { log.arrivals.stream }

    static func start(
        on host: String = "127.0.0.1",
        port: Int = 0,
        tls: NIOSSLContext? = nil,
        greeting: String? = nil,
        script: @escaping Script
    ) async throws -> TestServer {
        let log = Log()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                log.connections.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(
                        ScriptHandler(script: script, greeting: greeting, log: log)
                    )
                }
            }
            .bind(host: host, port: port).get()
        return TestServer(port: channel.localAddress?.port ?? 0, channel: channel, log: log)
    }

    func stop() async throws {
        try await channel.close().get()
    }
}

/// Runs `work` with a server that is gone afterwards.
func withServer<Value>(
    on host: String = "127.0.0.1",
    tls: NIOSSLContext? = nil,
    script: @escaping TestServer.Script,
    greeting: String? = nil,
    _ work: (TestServer) async throws -> Value
) async throws -> Value {
    let server = try await TestServer.start(
        on: host,
        tls: tls,
        greeting: greeting,
        script: script
    )
    do {
        let value = try await work(server)
        try await server.stop()
        return value
    } catch {
        try await server.stop()
        throw error
    }
}

/// Runs `work` with a server that greets everyone who connects and listens to nobody.
func withServer(greeting: String, _ work: (TestServer) async throws -> Void) async throws {
    try await withServer(script: { _ in [] }, greeting: greeting, work)
}
