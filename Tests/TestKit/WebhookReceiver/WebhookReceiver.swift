package import Domain
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A real HTTP server on 127.0.0.1 for what the house calls: callbacks, and pictures to start from.
/// It keeps every request and answers as it is told.
package final class WebhookReceiver: Sendable {
    package struct Received: Sendable {
        package let method: String
        package let path: String
        /// Names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]

        package var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
        package var data: JSONValue { json["data"] ?? .null }
    }

    package enum Reply: Sendable {
        case status(Int)
        case redirect(to: String)
        /// Never a byte.
        case hang
        case file([UInt8], type: String)
    }

    private struct Pages {
        var received: [Received] = []
        var queue: [Reply] = []
        var always = Reply.status(200)
        var byPath: [String: Reply] = [:]
    }

    // Guards what connections write and the test reads.
    private let pages = Mutex(Pages())
    private let port = Mutex(0)

    private init() {}

    /// Runs one while `body` runs.
    package static func run<Value>(
        _ body: (WebhookReceiver) async throws -> Value
    ) async throws -> Value {
        let receiver = WebhookReceiver()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(ReceiverHandler(receiver))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        receiver.port.withLock { $0 = channel.localAddress?.port ?? 0 }
        do {
            let value = try await body(receiver)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Its address with a path.
    package func url(_ path: String = "/hook") -> String {
        "http://127.0.0.1:\(port.withLock { $0 })\(path)"
    }

    /// The next requests get these, one each; after them every request gets `always`.
    package func next(_ replies: Reply...) {
        pages.withLock { $0.queue += replies }
    }

    package func always(_ reply: Reply) {
        pages.withLock { $0.always = reply }
    }

    /// What a path gets, before anything else counts.
    package func serve(_ reply: Reply, at path: String) {
        pages.withLock { $0.byPath[path] = reply }
    }

    package var received: [Received] { pages.withLock(\.received) }

    /// Waits until so many requests came.
    package func received(_ count: Int) async throws -> [Received] {
        try await eventually("\(count) requests came") {
            received.count >= count ? received : nil
        }
    }

    fileprivate func reply(to request: Received) -> Reply {
        pages.withLock { pages in
            pages.received.append(request)
            if let reply = pages.byPath[request.path] { return reply }
            return pages.queue.isEmpty ? pages.always : pages.queue.removeFirst()
        }
    }
}

/// One connection. Used on its event loop only.
private final class ReceiverHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let receiver: WebhookReceiver
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ receiver: WebhookReceiver) {
        self.receiver = receiver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let buffer): body += Array(buffer.readableBytesView)
        case .end:
            guard let head else { return }
            let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            let request = WebhookReceiver.Received(
                method: head.method.rawValue,
                path: head.uri,
                headers: Dictionary(headers, uniquingKeysWith: { $1 }),
                body: body
            )
            answer(receiver.reply(to: request), context)
        }
    }

    private func answer(_ reply: WebhookReceiver.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .hang: return
        case .status(let code): write(code, [:], Array("answer \(code)".utf8), context)
        case .redirect(let target): write(302, ["Location": target], [], context)
        case .file(let bytes, let type): write(200, ["Content-Type": type], bytes, context)
        }
    }

    private func write(
        _ status: Int,
        _ more: [String: String],
        _ bytes: [UInt8],
        _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders(more.map { ($0.key, $0.value) })
        headers.add(name: "Content-Length", value: String(bytes.count))
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: status),
            headers: headers
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
