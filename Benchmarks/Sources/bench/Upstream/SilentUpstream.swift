import Foundation

/// An upstream that takes a connection and never answers: whoever buys from it is busy for as long
/// as the benchmark takes, and costs nothing.
struct SilentUpstream {
    let port: UInt16
    private let socket: Int32

    init() throws {
        (socket, port) = try LoopbackSocket.listener(port: 0, backlog: 16)
    }

    func close() {
        Glibc.close(socket)
    }
}
