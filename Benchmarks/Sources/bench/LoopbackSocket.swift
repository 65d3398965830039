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
        let authorization = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        let head = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(authorization)"
        return try exchange(port, Array((head + "Connection: close\r\n\r\n").utf8))
    }

    /// Sends a request as it is, which must ask for the connection's end, and reads until then. A
    /// server that answers before it has read all may break the pipe: what it said counts.
    static func exchange(_ port: UInt16, _ request: [UInt8]) throws -> Answer {
        let socket = try connection(port)
        defer { close(socket) }
        write(request, to: socket)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &chunk, chunk.count, 0), count > 0 {
            bytes += chunk[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"),
            let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw BenchError("no answer from port \(port)") }
        return Answer(status: status, body: String(text[end.upperBound...]))
    }

    /// Sends a request and goes away.
    static func breakOff(_ port: UInt16, _ request: [UInt8]) {
        guard let socket = try? connection(port) else { return }
        write(request, to: socket)
        close(socket)
    }

    private static func write(_ bytes: [UInt8], to socket: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private static func connection(_ port: UInt16) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = address(port)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(socket)
            throw BenchError("cannot connect to port \(port)")
        }
        var deadline = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &deadline, size)
        return socket
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
