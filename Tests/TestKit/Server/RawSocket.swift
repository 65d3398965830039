import Glibc

/// A connection that never reads, and of which the system holds little that was not read.
package final class RawSocket: Sendable {
    private let descriptor: Int32

    /// - address: an IPv4 address of this machine.
    package init(port: Int, address: String = "127.0.0.1") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var little: Int32 = 4_096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &little, socklen_t(MemoryLayout<Int32>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(UInt16(port)).bigEndian
        place.sin_addr.s_addr = inet_addr(address)
        let status = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                connect(descriptor, plain, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw NotInTime(description: "connect: errno \(errno)") }
    }

    deinit { close(descriptor) }

    package func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            bytes = bytes.dropFirst(sent)
        }
    }

    /// The other side has closed it, or cut it.
    package var isEnded: Bool {
        let closed = Int16(0x2000)  // POLLRDHUP, which the module of the C library leaves out
        var state = pollfd(fd: descriptor, events: closed, revents: 0)
        poll(&state, 1, 0)
        return state.revents & (closed | Int16(POLLERR) | Int16(POLLHUP)) != 0
    }
}

/// An IPv4 address of this machine that is not the loopback's; nil: it has none.
package enum OwnAddress {
    package static let text: String? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = entry.ifa_addr, Int32(address.pointee.sa_family) == AF_INET else {
                continue
            }
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(MemoryLayout<sockaddr_in>.size)
            getnameinfo(address, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
            let text = String(
                decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            if !text.hasPrefix("127.") { return text }
        }
        return nil
    }()
}
