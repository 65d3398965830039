import Domain
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// One connection to the simulator: requests are parsed by NIO, answers are written by hand, so
/// that they can be wrong in any way.
struct SimulatorConnection: Sendable {
    typealias Channel = NIOAsyncChannel<HTTPServerRequestPart, ByteBuffer>
    typealias Input = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    typealias Output = NIOAsyncChannelOutboundWriter<ByteBuffer>

    let channel: Channel
    let book: OpenAISimulator.Book
    let today: CivilDate

    static func channel(on channel: any NIOCore.Channel) throws -> Channel {
        try channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
        )
        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
    }

    func serve() async {
        // A client that goes away is no failure of the simulator.
        try? await channel.executeThenClose { inbound, outbound in
            var input = inbound.makeAsyncIterator()
            while let exchange = try await receive(&input) {
                guard try await answer(exchange, &input, outbound) else { return }
            }
        }
    }

    private struct Exchange {
        /// In the book.
        let index: Int
        var request: SimulatorRequest
        let fault: SimulatorFault?
        let body: [UInt8]
    }

    /// The next request with its whole body; nil when the client is done, or is to be cut off.
    private func receive(_ input: inout Input) async throws -> Exchange? {
        guard case .head(let head) = try await input.next(isolation: #isolation) else { return nil }
        let request = SimulatorRequest(
            method: head.method.rawValue,
            path: head.uri,
            headers: head.headers.map { ($0.name, $0.value) }
        )
        let (index, fault) = book.pages.withLock { pages in
            pages.requests.append(request)
            let fault = pages.queue.isEmpty ? pages.always : pages.queue.removeFirst()
            return (pages.requests.count - 1, fault)
        }
        var body: [UInt8] = []
        while let part = try await input.next(isolation: #isolation) {
            if case .end = part { break }
            guard case .body(let bytes) = part else { continue }
            if fault == .closeBeforeReading {
                try await reset()
                return nil
            }
            body += Array(buffer: bytes)
        }
        return Exchange(index: index, request: request, fault: fault, body: body)
    }

    /// Answers, and tells whether the connection goes on.
    private func answer(
        _ exchange: Exchange,
        _ input: inout Input,
        _ output: Output
    ) async throws -> Bool {
        var desk = SimulatorDesk(request: exchange.request, body: exchange.body, today: today)
        let answer = desk.answer(queued: exchange.fault)
        book.pages.withLock { pages in
            desk.request.status = answer.status
            pages.requests[exchange.index] = desk.request
            pages.purchases += desk.isPurchase ? 1 : 0
            pages.pictures += desk.pictures
        }
        switch desk.fault {
        case .slow(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
        case .noHeaders: return try await stayedSilent(&input)
        case .closeBeforeReading:
            try await reset()
            return false
        default: break
        }
        if answer.afterwards == .hold {
            // Before anything is sent, so that whoever sees it arrive can cut.
            book.pages.withLock { $0.held.append(channel.channel) }
        }
        try await send(answer, number: exchange.index + 1, output)
        // Writes are queued; this one, of nothing, succeeds when all before it reached the socket.
        try await channel.channel.writeAndFlush(ByteBuffer()).get()
        book.pages.withLock { $0.requests[exchange.index].isAnswered = true }
        switch answer.afterwards {
        case .keepAlive: return true
        case .close: return false
        case .silence, .hold: return try await stayedSilent(&input)
        case .reset:
            try await reset()
            return false
        }
    }

    /// Waits for the client to give up.
    private func stayedSilent(_ input: inout Input) async throws -> Bool {
        while try await input.next(isolation: #isolation) != nil {}
        return false
    }

    /// Makes the closing of the connection a reset.
    private func reset() async throws {
        guard let options = channel.channel as? any SocketOptionProvider else { return }
        try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.channel.close().get()
    }

    private func send(_ answer: SimulatorAnswer, number: Int, _ output: Output) async throws {
        var head = "HTTP/1.1 \(answer.status) Simulated\r\n"
        var headers = answer.headers
        headers += [
            ("x-request-id", "req_sim_\(number)"), ("openai-processing-ms", "12"),
            ("openai-version", "2020-10-01"), ("openai-organization", "simulator"),
            ("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", "499"),
            ("x-ratelimit-reset-requests", "120ms"),
        ]
        headers.append(
            answer.hasLength
                ? ("Content-Length", "\(answer.byteCount - answer.unannounced)")
                : ("Connection", "close")
        )
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        try await output.write(ByteBuffer(string: head + "\r\n"))
        var left = answer.stopAfter ?? answer.byteCount
        for piece in answer.pieces {
            for (bytes, times) in piece.blocks where !bytes.isEmpty {
                let block = ByteBuffer(bytes: bytes)
                for _ in 0..<times where left > 0 {
                    var part = block
                    guard let sent = part.readSlice(length: min(left, bytes.count)) else { return }
                    try await write(sent, drip: answer.drip, output)
                    left -= sent.readableBytes
                }
            }
        }
    }

    private func write(_ bytes: ByteBuffer, drip: Duration?, _ output: Output) async throws {
        guard let drip else { return try await output.write(bytes) }
        for byte in bytes.readableBytesView {
            try await output.write(ByteBuffer(bytes: [byte]))
            try await Task.sleep(for: drip)
        }
    }
}
