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
        let port = server.address.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
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
}
