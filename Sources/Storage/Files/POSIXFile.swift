import CLinux
import Foundation

let noSpace = ENOSPC
let quotaExceeded = EDQUOT

func errorText(_ code: Int32) -> String {
    String(cString: strerror(code))
}

/// The few system calls on files that durability needs said exactly.
enum POSIXFile {
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws -> Int32 {
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError("open", path, code: errno) }
        return descriptor
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw FileError("write", path, code: errno)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Writes at a place of its own, so that repeating a write that failed half-way does no harm.
    static func write(
        _ bytes: UnsafeRawBufferPointer,
        to descriptor: Int32,
        at offset: Int64,
        path: String
    ) throws {
        var rest = bytes
        var place = off_t(offset)
        while !rest.isEmpty {
            let written = pwrite(descriptor, rest.baseAddress, rest.count, place)
            if written < 0 {
                if errno == EINTR { continue }
                throw FileError("write", path, code: errno)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            place += written
        }
    }

    static func read(
        _ descriptor: Int32,
        at offset: Int64,
        count: Int,
        path: String
    ) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + filled },
                    count - filled,
                    off_t(offset) + filled
                )
                if got < 0 {
                    if errno == EINTR { continue }
                    throw FileError("read", path, code: errno)
                }
                if got == 0 { return }
                filled += got
            }
        }
    }

    /// What of it is in memory already, without waiting for the disk: nil when the next byte is not, or
    /// where the system cannot say.
    static func readAtOnce(_ descriptor: Int32, at offset: Int64, count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, linux_read_cached(descriptor, buffer.baseAddress, count, offset))
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Asks for bytes to be on their way to the disk, so that a sync later has less to wait for.
    static func startWriting(_ descriptor: Int32, from offset: Int64, count: Int64) {
        _ = linux_start_writing(descriptor, offset, count)
    }

    static func sync(_ descriptor: Int32, path: String) throws {
        guard fsync(descriptor) == 0 else { throw FileError("fsync", path, code: errno) }
    }

    static func sync(_ path: String) throws {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        try sync(descriptor, path: path)
    }

    /// Makes a rename or a new name in the folder durable.
    static func syncFolder(_ path: String) throws {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
        defer { close(descriptor) }
        try sync(descriptor, path: path)
    }

    static func rename(_ source: String, to target: String) throws {
        guard Foundation.rename(source, target) == 0 else {
            throw FileError("rename", source, code: errno)
        }
    }

    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw FileError("delete", path, code: errno)
        }
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw FileError("create", path, code: errno)
        }
    }

    static func size(_ descriptor: Int32, path: String) throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("stat", path, code: errno) }
        return Int64(status.st_size)
    }
}

/// Runs blocking file work away from the threads that serve requests.
package func onFileThread<T: Sendable>(
    _ work: @escaping @Sendable () throws -> T
) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        fileThreads.async { continuation.resume(with: Result(catching: work)) }
    }
}

let fileThreads = DispatchQueue(label: "files", attributes: .concurrent)
