import Glibc
import NIOCore

/// Cuts a connection whose client does not take its answer. What counts is what the client's machine
/// has confirmed: what we have handed to our own system may lie there for as long as it likes.
final class WriteWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    private let look: TimeAmount
    private let limitSeconds: Int64
    private let onCut: () -> Void
    private var pace: WritePace
    private var timer: Scheduled<Void>?
    private var hasWritten = false

    /// - limit: how long a client may take nothing.
    init(limit: Duration, onCut: @escaping () -> Void) {
        look = TimeAmount(limit / WritePace.looks)
        limitSeconds = limit.components.seconds
        self.onCut = onCut
        pace = WritePace(limitSeconds: limitSeconds)
    }

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        hasWritten = true
        if timer == nil { watch(context) }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func stop() {
        timer?.cancel()
        timer = nil
    }

    private func watch(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: look) { [self] in
            timer = nil
            guard context.channel.isActive, let seen = Self.look(at: context.channel) else {
                return
            }
            if pace.isStalled(seen) { return cut(context) }
            // Until it is idle: the next write begins anew.
            if seen.isOutstanding || hasWritten { watch(context) }
            hasWritten = false
        }
    }

    private func cut(_ context: ChannelHandlerContext) {
        onCut()
        // By a reset: otherwise the system would go on holding what nobody takes.
        if let socket = context.channel as? any SocketOptionProvider {
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
        }
        context.close(promise: nil)
    }
}

extension WriteWatch {
    /// The beginning of Linux's `struct tcp_info`, which has grown since the C library's header was
    /// written: seventeen words of 8 bytes, then 4 words of 4.
    private struct TCPInfo: Sendable {
        var states: (UInt32, UInt32) = (0, 0)
        /// rto, ato, snd_mss, rcv_mss
        var times: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        /// unacked (segments on their way), sacked, lost, retrans, fackets
        var segments: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
        var ages: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var path: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var window: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var received: (UInt32, UInt32, UInt32) = (0, 0, 0)
        var pacing: (UInt64, UInt64) = (0, 0)
        var acknowledgedBytes: UInt64 = 0
        var receivedBytes: UInt64 = 0
        var allSegments: (UInt32, UInt32) = (0, 0)
        var unsentBytes: UInt32 = 0
        var leastRoundTrip: UInt32 = 0
    }

    /// nil: this is no TCP, or not Linux's.
    private static func look(at channel: any Channel) -> WritePace.Look? {
        guard let socket = channel as? any SocketOptionProvider else { return nil }
        let asked: EventLoopFuture<TCPInfo> = socket.unsafeGetSocketOption(
            level: .tcp,
            name: NIOBSDSocket.Option(rawValue: TCP_INFO)
        )
        var look: WritePace.Look?
        // On the channel's own loop it is answered at once.
        asked.assumeIsolated().whenSuccess { info in
            look = WritePace.Look(
                confirmed: info.acknowledgedBytes,
                isOutstanding: info.segments.0 > 0 || info.unsentBytes > 0,
                isHeldBack: info.unsentBytes > 0
            )
        }
        return look
    }
}
