import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension IPAddress {
    /// Nil for anything but an IPv4 or IPv6 socket address. `address` must point to as many bytes
    /// as its family has.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let bits = raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
            self.init(v4: UInt32(bigEndian: bits))
        case AF_INET6:
            let bits = withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
                $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
            }
            self.init(v6: bits)
        default:
            return nil
        }
    }

    /// Nil for a Unix socket.
    init?(_ address: SocketAddress) {
        guard let found = address.withSockAddr({ pointer, _ in IPAddress(pointer) }) else {
            return nil
        }
        self = found
    }
}

/// The addresses of this machine's own interfaces. Some may be public ones, and behind them are the
/// ports that the operator believes nobody reaches.
///
/// Read at every call: containers and leases change them while we run.
package func hostInterfaceAddresses() throws -> Set<IPAddress> {
    Set(try System.enumerateDevices().compactMap { $0.address.flatMap(IPAddress.init)?.unmapped })
}
