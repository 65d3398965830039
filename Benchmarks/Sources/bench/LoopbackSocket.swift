import Foundation

/// Plain sockets on the loopback interface.
enum LoopbackSocket {
    struct Answer {
        let status: Int
        let body: String
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 {
        let listener = try SilentUpstream()
        defer { listener.close() }
        return listener.port
    }

    /// One request, one connection, the whole answer.
    static func get(_ port: UInt16, _ path: String, key: String? = nil) throws -> Answer {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = address(port)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw BenchError("cannot connect to port \(port)") }
        let authorization = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        let head = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(authorization)"
        let request = Array((head + "Connection: close\r\n\r\n").utf8)
        guard send(socket, request, request.count, 0) == request.count else {
            throw BenchError("cannot send to port \(port)")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &chunk, chunk.count, 0), count > 0 {
            bytes += chunk[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"),
            let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw BenchError("no answer to \(path)") }
        return Answer(status: status, body: String(text[end.upperBound...]))
    }

    static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Listens on 127.0.0.1; port 0 lets the system choose.
    static func listener(port: UInt16, backlog: Int32) throws -> (socket: Int32, port: UInt16) {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = address(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, backlog) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard isBound else { throw BenchError("cannot listen on 127.0.0.1:\(port)") }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}
