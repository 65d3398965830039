import Domain
import Glibc
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
    private let crossOrigin: CrossOrigin
    /// What a web app is told beside a refusal of the newest request, if that is for the API.
    private var appFields: [HTTPField] = []
    private var headRequests = HeadRequests()
    private var isMidHead = false
    private var isReadingBody = false
    private var pace = BodyPace(at: .distantPast)
    /// Requests that were let in and whose answers are not all out.
    private var unanswered = 0
    private var isAnswering = false
    /// The connection ends with the answer to the newest request, and nothing behind that is read.
    private var isLast = false
    /// The newest request speaks HTTP/1.0: its answer is not in chunks. It is the last.
    private var isOld = false
    /// The newest request's body comes only once its sender is told to go on, which it is not yet.
    private var isContinueOwed = false
    /// The house has begun to read it.
    private var isBodyWanted = false
    /// Why nothing more is let in.
    private var refusal: APIError?
    private var isRefused = false
    private var timer: Scheduled<Void>?
    /// When a connection that has its last answer is closed, whatever still comes.
    private var closing: NIODeadline?

    init(crossOrigin: CrossOrigin, requestID: @escaping () -> String) {
        self.crossOrigin = crossOrigin
        self.requestID = requestID
    }

    func bytesCame() {
        if !isReadingBody, !isLast { isMidHead = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil, !isDraining else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            guard !isLast else { return }
            isMidHead = false
            stopTimer()
            appFields =
                APIArea(path: head.uri).map { crossOrigin.fields(for: head.origin, in: $0) } ?? []
            if let objection = HeadCheck.objection(to: head) { return refuse(objection, context) }
            letIn(head)
            guard isLast else { break }
            // The house must know it, too.
            head.headers.replaceOrAdd(name: "connection", value: "close")
            return context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let bytes):
            guard isReadingBody else { return }
            isContinueOwed = false
            pace.count(bytes.readableBytes)
        case .end:
            guard isReadingBody else { return }
            isContinueOwed = false
            isReadingBody = false
            appFields = []
            stopTimer()
        }
        context.fireChannelRead(data)
    }

    private func letIn(_ head: HTTPRequestHead) {
        unanswered += 1
        headRequests.came(head)
        isReadingBody = true
        pace = BodyPace(at: .now())
        isOld = head.version == .http1_0
        isLast = isOld || !head.isKeepAlive
        isContinueOwed = !isOld && head.waitsToContinue
        isBodyWanted = false
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isDraining {
            if timer != nil { closeSoon(context) }
            context.read()
        } else if refusal == nil {
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
        case .head(let head):
            isAnswering = true
            headRequests.answers(with: head)
            guard unanswered == 1, isOld || isContinueOwed else { break }
            return context.write(wrapOutboundOut(.head(lastHead(head))), promise: promise)
        case .body: break
        case .end: return end(context, data, promise)
        }
        context.write(data, promise: promise)
    }

    /// Of the answer that the connection ends with.
    private func lastHead(_ head: HTTPResponseHead) -> HTTPResponseHead {
        var head = head
        if isOld {
            head.version = .http1_0
            head.headers.remove(name: "transfer-encoding")
        }
        head.headers.replaceOrAdd(name: "connection", value: "close")
        if isContinueOwed {
            // Decided by its head alone: nobody can tell whether the body will come.
            isContinueOwed = false
            stopTimer()
            isReadingBody = false
            isLast = true
        }
        return head
    }

    private func end(
        _ context: ChannelHandlerContext,
        _ data: NIOAny,
        _ promise: EventLoopPromise<Void>?
    ) {
        isAnswering = false
        unanswered -= 1
        // The mark of a chunked body's end would be a body.
        let data =
            headRequests.ended() ? wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))) : data
        if isDraining {
            stopTimer()
            context.read()
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { [self] _ in closeSoon(context) }
            return context.write(data, promise: written)
        }
        context.write(data, promise: promise)
        if let refusal, isItsTurn { return answer(refusal, context) }
        tellToContinue(context)
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext,
        event: Any,
        promise: EventLoopPromise<Void>?
    ) {
        guard event is AwaitedBody.Wanted else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        isBodyWanted = true
        tellToContinue(context)
        promise?.succeed()
    }

    func close(
        context: ChannelHandlerContext,
        mode: CloseMode,
        promise: EventLoopPromise<Void>?
    ) {
        guard isOld, isAnswering, unanswered == 1, mode != .input else {
            return context.close(mode: mode, promise: promise)
        }
        // Without chunks only a reset tells an answer that was cut from one that is whole.
        if let socket = context.channel as? any SocketOptionProvider {
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
        }
        context.close(promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            return context.fireErrorCaught(error)
        }
        guard refusal == nil, !isDraining, !isLast || isReadingBody else { return }
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
    /// Once the body is wanted and all answers before are out.
    private func tellToContinue(_ context: ChannelHandlerContext) {
        guard isContinueOwed, isBodyWanted, unanswered == 1, refusal == nil else { return }
        isContinueOwed = false
        pace = BodyPace(at: .now())
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
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
            let isTooSlow = pace.isTooSlow(at: .now()) && !isContinueOwed
            if isTooSlow { refuse(.tooSlow, context) } else { watchBody(context) }
        }
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }

    /// All requests before the refused one, which may be the one whose body is being read, have their
    /// answers.
    private var isItsTurn: Bool { unanswered <= (isReadingBody ? 1 : 0) }

    /// What is refused has its answer, or a part of it.
    private var isAnswered: Bool { isAnswering || (isReadingBody && unanswered == 0) }

    /// Answers as soon as it is its turn.
    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        refusal = error
        stopTimer()
        guard isItsTurn else { return }
        if isAnswered { context.close(promise: nil) } else { answer(error, context) }
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
        headers.add(contentsOf: appFields.map { ($0.name.rawName, $0.value) })
        let status = HTTPResponseStatus(statusCode: error.status.code)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let bytes = context.channel.allocator.buffer(bytes: body)
        context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        closeSoon(context)
    }

    /// The last answer is given, and what still comes is read to be forgotten.
    private var isDraining: Bool { isLast && unanswered == 0 }

    /// Closed at once, unread bytes would make a reset of it, and the answer could be lost.
    private func closeSoon(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        stopTimer()
        let end = closing ?? .now() + TimeAmount(Limits.longestLingering)
        closing = end
        let rest = min(TimeAmount(Limits.lingering), end - .now())
        timer = context.after(rest) { context.close(promise: nil) }
    }
}
