import Foundation

/// Where finished files live. Names are ours: `outputs/<shard>/<task>.<attempt>.<index>.<ext>`.
package protocol FileStorage: Sendable {
    /// Takes a finished local file under its final name. When it returns, a file that was placed
    /// `durably` survives a power loss. Placing the same name again replaces it.
    func place(localPath: String, as name: String, durably: Bool) async throws

    /// nil when there is none.
    func open(_ name: String) async throws -> StoredFile?

    /// Deleting what is not there is no error.
    func delete(_ names: [String]) async throws
}

/// An open file; reads are positional, so one may serve many.
package struct StoredFile: Sendable {
    package let byteCount: Int64
    private let readBytes: @Sendable (Int64, Int) async throws -> [UInt8]

    package init(
        byteCount: Int64,
        read: @escaping @Sendable (Int64, Int) async throws -> [UInt8]
    ) {
        self.byteCount = byteCount
        readBytes = read
    }

    /// What is in memory anyway.
    package init(_ bytes: [UInt8]) {
        self.init(byteCount: Int64(bytes.count)) { offset, count in
            let start = min(max(Int(offset), 0), bytes.count)
            return Array(bytes[start..<min(start + count, bytes.count)])
        }
    }

    /// Up to `count` bytes from an offset; fewer only at the end.
    package func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        try await readBytes(offset, count)
    }
}

extension StoredFile {
    /// Copies it into a new local file.
    package func copy(to path: String) async throws {
        let descriptor = try POSIXFile.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(descriptor) }
        var offset: Int64 = 0
        while offset < byteCount {
            let bytes = try await read(at: offset, count: 262_144)
            guard !bytes.isEmpty else { throw FileError("read", path, code: EIO) }
            try await onFileThread {
                try bytes.withUnsafeBytes { try POSIXFile.write($0, to: descriptor, path: path) }
            }
            offset += Int64(bytes.count)
        }
    }
}

/// An operation on a file failed.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let operation: String
    package let path: String
    package let code: Int32

    package init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The disk is full or the quota used up.
    package var isFull: Bool { code == noSpace || code == quotaExceeded }

    package var description: String {
        "\(operation) \(path): \(errorText(code))"
    }
}
