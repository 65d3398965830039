package import Logging
package import NIOCore

/// Accepts nothing for a second where the system has no descriptor for a connection. swift-nio waits for
/// as long by itself, but its channel stays registered after an `accept` that failed at once (2.101.2), so
/// that the loop would ask without end.
package final class AcceptPause: ChannelInboundHandler {
    package typealias InboundIn = any Channel

    private static let length = TimeAmount.seconds(1)

    private let logger: Logger
    private var isPaused = false
    private var lastSaid: NIODeadline?

    private init(logger: Logger) {
        self.logger = logger
    }

    /// - channel: the one that listens.
    package static func install(on channel: any Channel, logger: Logger) async throws {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(
                AcceptPause(logger: logger),
                position: .first
            )
        }
        .get()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, !isPaused { pause(context, error) }
        context.fireErrorCaught(error)
    }

    private func pause(_ context: ChannelHandlerContext, _ error: IOError) {
        let now = NIODeadline.now()
        if lastSaid.map({ now - $0 > .seconds(60) }) ?? true {
            lastSaid = now
            logger.warning(
                "no connection can be accepted for a second",
                metadata: ["error": "\(error)"]
            )
        }
        isPaused = true
        setReading(false, context.channel)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.length) { [self] in
            isPaused = false
            guard context.channel.isActive else { return }
            setReading(true, context.channel)
        }
    }

    private func setReading(_ isReading: Bool, _ channel: any Channel) {
        do { try channel.syncOptions?.setOption(.autoRead, value: isReading) } catch {
            logger.error("accepting is not changed", metadata: ["error": "\(error)"])
        }
    }
}
