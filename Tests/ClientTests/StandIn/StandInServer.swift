import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// One request as the stand-in server got it.
struct Request: Sendable {
    let method: String
    let path: String
    let query: [String: String]
    let headers: HTTPHeaders
    let body: Data
}

/// What the stand-in server does with it.
enum Reply: Sendable {
    case answer(Int, [String: String] = [:], Data = Data())
    /// The head promises all of the body; the connection ends after so many bytes of it.
    case truncated(Data, after: Int)
    /// The connection ends without a word.
    case cut
    /// The connection stays, and nothing comes.
    case silence
}

/// A small real HTTP server on a free loopback port.
struct StandInServer: Sendable {
    let port: Int
    private let channel: any Channel

    static func start(
        _ respond: @escaping @Sendable (Request) -> Reply
    ) async throws -> StandInServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(Responder(respond))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return StandInServer(port: channel.localAddress?.port ?? 0, channel: channel)
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let respond: @Sendable (Request) -> Reply
    private var head: HTTPRequestHead?
    private var body = Data()

    init(_ respond: @escaping @Sendable (Request) -> Reply) {
        self.respond = respond
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = Data()
        case .body(let part):
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            write(respond(Self.request(head, body)), to: context)
        }
    }

    private static func request(_ head: HTTPRequestHead, _ body: Data) -> Request {
        let parts = URLComponents(string: head.uri)
        let pairs = (parts?.queryItems ?? []).map { ($0.name, $0.value ?? "") }
        return Request(
            method: head.method.rawValue,
            path: parts?.path ?? head.uri,
            query: Dictionary(pairs, uniquingKeysWith: { first, _ in first }),
            headers: head.headers,
            body: body
        )
    }

    private func write(_ reply: Reply, to context: ChannelHandlerContext) {
        switch reply {
        case .cut:
            context.close(promise: nil)
        case .silence:
            break
        case .answer(let status, let headers, let body):
            send(status, headers, body, length: body.count, to: context)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .truncated(let body, let count):
            send(200, [:], body.prefix(count), length: body.count, to: context)
            context.flush()
            context.close(promise: nil)
        }
    }

    private func send(
        _ status: Int,
        _ headers: [String: String],
        _ body: Data,
        length: Int,
        to context: ChannelHandlerContext
    ) {
        var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
        fields.add(name: "content-length", value: String(length))
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: status),
            headers: fields
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }
}
