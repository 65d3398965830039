public import Foundation

extension AIGenerateClient {
    /// Checks that `download(_:to:)` can write to a file. Call it before you order: an image that
    /// cannot be written is paid for all the same.
    ///
    /// - Parameters:
    ///   - destination: A file URL. What is there already is not changed.
    ///   - images: Images that are going to that folder together; each needs some room.
    /// - Throws: `.file` with what is wrong.
    public static func checkDestination(
        _ destination: URL,
        images: Int = 1
    ) throws(AIGenerateError) {
        let place = try Destination(destination)
        guard place.isReplaced else { return }
        let handle = try place.makeTemporary()
        defer { place.removeTemporary() }
        try place.reserve(Limits.roomForImage * Int64(max(1, min(images, 100))), in: handle)
    }
}

/// Where an image is going: the bytes go into a temporary file beside it, which takes its name when
/// it is whole.
struct Destination {
    /// Without symbolic links: a link stays one, and what it points to is replaced.
    let file: URL
    let temporary: URL
    /// False for a pipe or a device, which is written to as it is.
    let isReplaced: Bool

    var path: String { file.path(percentEncoded: false) }

    init(_ destination: URL) throws(AIGenerateError) {
        let path = destination.path(percentEncoded: false)
        var status = stat()
        if stat(path, &status) == 0 {
            let kind = status.st_mode & S_IFMT
            isReplaced = kind == S_IFREG
            try Self.check(path, kind)
        } else {
            guard errno == ENOENT else { throw Self.failure(path, errno) }
            isReplaced = true
        }
        // What a link such as /dev/stdout leads to need not have a name of its own.
        file = isReplaced ? destination.resolvingSymlinksInPath() : destination
        // Not with the file's name in it: that could be as long as a name may be.
        temporary = file.deletingLastPathComponent()
            .appending(component: ".aigenerate-\(UUID().uuidString.prefix(8)).part")
    }

    private static func check(_ path: String, _ kind: mode_t) throws(AIGenerateError) {
        switch kind {
        case S_IFDIR: throw .file(path: path, reason: "it is a folder")
        case S_IFSOCK: throw .file(path: path, reason: "it is a socket")
        case S_IFIFO where !hasReader(path):
            throw .file(path: path, reason: "it is a pipe that nobody reads")
        default: break
        }
        guard access(path, W_OK) != 0 else { return }
        let isProtected = errno == EACCES || errno == EPERM
        throw isProtected
            ? .file(path: path, reason: "it may not be written to") : failure(path, errno)
    }

    /// Opening a pipe without a reader waits for one, and nothing can interrupt that.
    private static func hasReader(_ path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return errno != ENXIO }
        close(descriptor)
        return true
    }

    func makeTemporary() throws(AIGenerateError) -> FileHandle {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = open(temporary.path(percentEncoded: false), flags, 0o666)
        guard descriptor >= 0 else { throw failure(errno) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func removeTemporary() {
        // What led here is what the caller is told, not a failure of the cleaning up.
        unlink(temporary.path(percentEncoded: false))
    }

    func reserve(_ bytes: Int64, in handle: FileHandle) throws(AIGenerateError) {
        let code = posix_fallocate(handle.fileDescriptor, 0, off_t(bytes))
        // Not every file system can tell beforehand.
        guard code != 0, code != EOPNOTSUPP, code != EINVAL, code != ENODEV else { return }
        throw failure(code)
    }

    func failure(_ code: Int32) -> AIGenerateError { Self.failure(path, code, in: folder) }

    private var folder: String {
        file.deletingLastPathComponent().path(percentEncoded: false)
    }

    private static func failure(
        _ path: String,
        _ code: Int32,
        in folder: String? = nil
    ) -> AIGenerateError {
        let place = folder.map { "the folder \($0)" } ?? "a folder of its path"
        let reason =
            switch code {
            case ENOENT: "\(place) does not exist"
            case ENOTDIR: "\(place) is not a folder"
            case EACCES, EPERM: "\(place) may not be written to"
            case EROFS: "\(place) is on a read-only file system"
            case ENOSPC, EDQUOT: "there is no room left in \(folder ?? "its folder")"
            case ENAMETOOLONG: "its name is too long"
            default: String(cString: strerror(code))
            }
        return .file(path: path, reason: reason)
    }
}
