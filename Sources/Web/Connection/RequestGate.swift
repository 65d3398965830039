import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Stands between the parser and the house. It refuses heads that are too large or say two things at
/// once, requests that come too slowly, and what is no HTTP: each in the words of the API, and then
/// the connection is closed, for nobody can tell what would follow on it.
final class RequestGate: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let requestID: () -> String
    private var isMidHead = false
    private var isReadingBody = false
    private var pace = BodyPace(at: .distantPast)
    /// Requests that were let in and whose answers are not all out.
    private var unanswered = 0
    private var isAnswering = false
    /// Who sends the body only once told to has not been told yet.
    private var isContinueOwed = false
    /// The other side speaks HTTP/1.0: its answers are not in chunks, and end with the connection.
    private var isOld = false
    /// Why nothing more is let in.
    private var refusal: APIError?
    private var isRefused = false
    private var timer: Scheduled<Void>?

    init(requestID: @escaping () -> String) {
        self.requestID = requestID
    }

    func bytesCame() {
        if !isReadingBody { isMidHead = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            isMidHead = false
            stopTimer()
            if head.version == .http1_0 { isOld = true }
            if let objection = HeadCheck.objection(to: head) { return refuse(objection, context) }
            unanswered += 1
            isReadingBody = true
            pace = BodyPace(at: .now())
            if isOld {
                // The house must know that the connection ends with the answer.
                head.headers.replaceOrAdd(name: "connection", value: "close")
                context.fireChannelRead(wrapInboundOut(.head(head)))
                return
            }
            isContinueOwed = head.headers["expect"].contains { $0.lowercased() == "100-continue" }
            tellToContinue(context)
        case .body(let bytes):
            isContinueOwed = false
            pace.count(bytes.readableBytes)
        case .end:
            isContinueOwed = false
            isReadingBody = false
            stopTimer()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if refusal == nil {
            if isReadingBody {
                pace.paused(at: .now())
                watchBody(context)
            } else if isMidHead {
                watchHead(context)
            }
        }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isReadingBody { pace.asked(at: .now()) }
        context.read()
    }

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        guard !isRefused else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            isAnswering = true
            if isOld {
                Self.makeOld(&head)
                return context.write(wrapOutboundOut(.head(head)), promise: promise)
            }
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            isAnswering = false
            unanswered -= 1
            if let refusal, unanswered == 0 { return answer(refusal, context) }
            tellToContinue(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            return context.fireErrorCaught(error)
        }
        guard refusal == nil else { return }
        let wasReadingBody = isReadingBody
        refuse(
            error == .headerOverflow
                ? .headersTooLarge : .malformed("This is no well-formed HTTP request."),
            context
        )
        // Whoever waits for the rest of the body must not wait on.
        if wasReadingBody { context.fireErrorCaught(error) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopTimer()
    }
}

extension RequestGate {
    /// Once it is this request's turn.
    private func tellToContinue(_ context: ChannelHandlerContext) {
        guard isContinueOwed, unanswered == 1, refusal == nil else { return }
        isContinueOwed = false
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private static func makeOld(_ head: inout HTTPResponseHead) {
        head.version = .http1_0
        head.headers.remove(name: "transfer-encoding")
        head.headers.replaceOrAdd(name: "connection", value: "close")
    }

    private func watchHead(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        timer = context.after(Limits.headPatience) { [self] in
            timer = nil
            if isMidHead { refuse(.tooSlow, context) }
        }
    }

    private func watchBody(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        timer = context.after(Limits.bodyWindow) { [self] in
            timer = nil
            guard isReadingBody else { return }
            if pace.isTooSlow(at: .now()) { refuse(.tooSlow, context) } else { watchBody(context) }
        }
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }

    /// Answers as soon as all earlier requests have their answers.
    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        refusal = error
        stopTimer()
        if isReadingBody, isAnswering { return context.close(promise: nil) }
        if isReadingBody || unanswered == 0 { answer(error, context) }
    }

    private func answer(_ error: APIError, _ context: ChannelHandlerContext) {
        isRefused = true
        let body = JSONValue.object(Envelope.body(of: error)).bytes()
        var headers = HTTPHeaders([
            ("content-type", "application/json"), ("content-length", String(body.count)),
            ("cache-control", "no-store"), ("x-content-type-options", "nosniff"),
            ("x-request-id", requestID()), ("connection", "close"),
        ])
        headers.add(contentsOf: Envelope.headers(of: error).map { ($0.key, $0.value) })
        let status = HTTPResponseStatus(statusCode: error.status.code)
        let version = isOld ? HTTPVersion.http1_0 : .http1_1
        let head = HTTPResponseHead(version: version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let bytes = context.channel.allocator.buffer(bytes: body)
        context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Closed at once, unread bytes would make a reset of it, and the answer could be lost.
        context.close(mode: .output, promise: nil)
        timer = context.after(Limits.lingering) { context.close(promise: nil) }
    }
}

extension ChannelHandlerContext {
    fileprivate func after(_ wait: Duration, _ work: @escaping () -> Void) -> Scheduled<Void> {
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(wait), work)
    }
}
