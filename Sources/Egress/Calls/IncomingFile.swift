import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file that is being filled. Unless it is kept, it is gone with this value: a half-fetched
/// picture never stays behind.
struct IncomingFile: ~Copyable {
    private let path: String
    private var descriptor: CInt
    private var isKept = false

    /// Replaces an old file; does not follow a symbolic link.
    static func create(at path: String) throws(EgressFailure) -> IncomingFile {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw .disk(detail: "open: errno \(errno)") }
        return IncomingFile(path: path, descriptor: descriptor)
    }

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Writes on a thread that may block.
    func append(_ bytes: ByteBuffer) async throws {
        try await NIOThreadPool.singleton.runIfActive { [descriptor] in
            var rest = bytes
            while rest.readableBytes > 0 {
                let count = rest.withUnsafeReadableBytes { part in
                    write(descriptor, part.baseAddress, part.count)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw EgressFailure.disk(detail: "write: errno \(errno)")
                }
                rest.moveReaderIndex(forwardBy: count)
            }
        }
    }

    /// The file is whole and stays.
    mutating func keep() throws(EgressFailure) {
        let status = close(descriptor)
        descriptor = -1
        // Some file systems tell of a full disk only here.
        guard status == 0 else { throw .disk(detail: "close: errno \(errno)") }
        isKept = true
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isKept { unlink(path) }
    }
}
