import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A call that could not be made because our own machine had no descriptor, memory or port for it. It
/// says nothing about the other side.
package enum OwnFault {
    /// What was missing; nil: the error is not our own.
    package static func detail(of error: any Error) -> String? {
        switch error {
        case let error as IOError:
            return codes.contains(error.errnoCode) ? "\(error)" : nil
        case let error as NIOConnectionError:
            let causes = error.connectionErrors.map(\.error)
            if let cause = causes.lazy.compactMap(detail(of:)).first { return cause }
            // A look-up without a descriptor says only that there is no address.
            return isOutOfDescriptors ? "too many files are open" : nil
        default:
            return nil
        }
    }

    /// For errors that do not name their cause, such as a look-up or a handshake that read no file.
    package static var isOutOfDescriptors: Bool {
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor < 0 else {
            close(descriptor)
            return false
        }
        return errno == EMFILE || errno == ENFILE
    }

    private static let codes: Set<CInt> = [EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL]
}
