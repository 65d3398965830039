import AsyncHTTPClient
import NIOCore
import NIOSSL

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension EgressFailure {
    /// What an error means that came before the head of an answer.
    init(beforeAnswer error: any Error) {
        if let detail = OwnFault.detail(of: error) {
            self = .disk(detail: detail)
            return
        }
        switch error {
        case WrongPeer.address:
            self = .refused(.notPublic)
        case WrongPeer.certificate:
            self = .tls(detail: "the certificate is for another host")
        case is BoringSSLError, is NIOSSLExtraError, is NIOSSLError:
            self = .tls(detail: "\(error)")
        case let error as HTTPClientError where Self.connectTimeouts.contains(error):
            self = .timeout(.connect)
        case let error as HTTPClientError where error == .deadlineExceeded:
            self = .timeout(.firstByte)
        case let error as IOError where Self.unconnected.contains(error.errnoCode):
            self = .connect(detail: "\(error)")
        default:
            self.init(duringAnswer: error)
        }
    }

    /// What an error means that came after the head of an answer.
    init(duringAnswer error: any Error) {
        switch error {
        case let failure as EgressFailure: self = failure
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError where error == .cancelled: self = .cancelled
        default: self = .interrupted(detail: "\(error)")
        }
    }

    /// Nothing was sent, and another address of the same host may do better.
    var isUnconnected: Bool {
        switch self {
        case .connect, .timeout(.connect): true
        default: false
        }
    }

    private static let connectTimeouts: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
    ]

    /// What `connect` itself may say; a reset is not among them, it may come later too.
    private static let unconnected: Set<CInt> = [
        ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EACCES, EPERM, EAFNOSUPPORT,
        ETIMEDOUT,
    ]
}
