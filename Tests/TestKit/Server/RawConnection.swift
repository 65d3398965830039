import NIOCore
import NIOPosix

/// A connection for requests that no client would send.
package enum RawConnection {
    /// Sends the text as it is and returns what comes until the other side closes.
    /// `then` is sent as soon as `onceCame` has come.
    package static func exchange(
        _ text: String,
        with server: ServerProcess,
        onceCame sign: String? = nil,
        then rest: String = ""
    ) async throws -> String {
        try await connect(to: server).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var (answer, sign) = ("", sign)
            for try await bytes in inbound {
                answer += String(buffer: bytes)
                if let awaited = sign, answer.contains(awaited) {
                    sign = nil
                    try await outbound.write(ByteBuffer(string: rest))
                }
            }
            return answer
        }
    }

    /// Whether the server closes the connection for good, though this side only ever writes.
    package static func isClosed(
        after text: String,
        by server: ServerProcess
    ) async throws -> Bool {
        try await connect(to: server).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            for try await _ in inbound {}
            return try await eventually("the connection is closed") {
                do {
                    try await outbound.write(ByteBuffer(string: "\r\n"))
                    return nil
                } catch {
                    return true
                }
            }
        }
    }

    private static func connect(
        to server: ServerProcess
    ) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let port = server.address.split(separator: ":").last.flatMap { Int($0) } ?? 0
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
    }
}
