import Foundation

/// OpenAI's images API as an upstream that draws in no time, or in a fixed one, and takes as little
/// of the machine as a server can: one thread, `poll`, answers made beforehand. The base URL says
/// what it answers: `/small/0/v1`, `/large/50/v1` (the picture, then milliseconds).
struct PictureUpstream {
    private let answers: [String: [UInt8]]
    /// The listener, then the connections, in step with `connections`.
    private var polled: [pollfd]
    private var connections: [UpstreamConnection] = []

    init(port: UInt16) throws {
        let listener = try LoopbackSocket.listener(port: port, backlog: 1_024).socket
        polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
        answers = [
            "small": UpstreamAnswer.bytes(of: NoisePNG.small),
            "large": UpstreamAnswer.bytes(of: NoisePNG.large),
        ]
    }

    /// Serves until the process is killed.
    mutating func run() -> Never {
        while true {
            _ = poll(&polled, nfds_t(polled.count), millisecondsToWait())
            let now = Self.now
            // From the end: a closed connection is replaced by the last one, which was served.
            for index in connections.indices.reversed() {
                let isReady = polled[index + 1].revents != 0
                let isDue = connections[index].due.map { $0 <= now } ?? false
                if isReady || isDue { serve(index, isDue: isDue, now) }
            }
            if polled[0].revents != 0 { accept() }
        }
    }

    private mutating func accept() {
        let socket = Glibc.accept(polled[0].fd, nil, nil)
        guard socket >= 0 else { return }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        var on: Int32 = 1
        setsockopt(
            socket,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
        connections.append(UpstreamConnection(socket: socket))
        polled.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
    }

    private mutating func serve(_ index: Int, isDue: Bool, _ now: UInt64) {
        var isOpen =
            isDue ? connections[index].startSending() : connections[index].sendOrReceive()
        while isOpen, let order = connections[index].nextOrder() {
            guard let answer = answers[order.picture] else {
                connections[index].answer = UpstreamAnswer.notFound
                _ = connections[index].startSending()
                isOpen = false
                break
            }
            connections[index].answer = answer
            if order.milliseconds > 0 {
                connections[index].due = now + order.milliseconds * 1_000_000
                break
            }
            isOpen = connections[index].startSending()
        }
        guard isOpen else { return close(index) }
        polled[index + 1].events = Int16(connections[index].isSending ? POLLOUT : POLLIN)
    }

    private mutating func close(_ index: Int) {
        Glibc.close(connections[index].socket)
        connections.swapAt(index, connections.count - 1)
        polled.swapAt(index + 1, polled.count - 1)
        connections.removeLast()
        polled.removeLast()
    }

    private func millisecondsToWait() -> Int32 {
        guard let next = connections.lazy.compactMap(\.due).min() else { return -1 }
        let now = Self.now
        return next <= now ? 0 : Int32((next - now + 999_999) / 1_000_000)
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
