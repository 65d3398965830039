import NIOCore
import Synchronization

/// Reads one request after the other and plays the script for each.
final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: TestServer.Script
    private let greeting: String?
    private let log: TestServer.Log
    private var received: [UInt8] = []
    private var dripping: RepeatedTask?

    init(script: @escaping TestServer.Script, greeting: String?, log: TestServer.Log) {
        self.script = script
        self.greeting = greeting
        self.log = log
    }

    func channelActive(context: ChannelHandlerContext) {
        if let greeting { play(.send(greeting), context: context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytesView
        guard let request = takeRequest() else { return }
        log.requests.withLock { $0.append(request) }
        log.arrivals.continuation.yield()
        for step in script(request) { play(step, context: context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        dripping?.cancel()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Clients of these tests hang up in the middle of everything.
        context.close(promise: nil)
    }

    private func takeRequest() -> SeenRequest? {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let request = SeenRequest(head: String(text[..<end.lowerBound]), body: [])
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        let bodyStart = text[..<end.upperBound].utf8.count
        guard received.count >= bodyStart + length else { return nil }
        let body = Array(received[bodyStart..<bodyStart + length])
        received.removeFirst(bodyStart + length)
        return SeenRequest(head: request.head, body: body)
    }

    private func play(_ step: Step, context: ChannelHandlerContext) {
        switch step {
        case .send(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .sendBytes(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .drip(let text):
            let channel = context.channel
            let every = TimeAmount.milliseconds(5)
            dripping = context.eventLoop.scheduleRepeatedTask(initialDelay: every, delay: every) {
                _ in channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            }
        case .close:
            // After what was written before it.
            context.close(promise: nil)
        }
    }
}
