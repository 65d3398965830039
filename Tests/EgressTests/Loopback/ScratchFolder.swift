#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A folder for one test, removed with everything in it.
struct ScratchFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/egress-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure.noFolder(errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    enum Failure: Error {
        case noFolder(CInt)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func contents(of name: String) -> [UInt8]? {
        guard let handle = fopen(file(name), "rb") else { return nil }
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&part, 1, part.count, handle), count > 0 {
            bytes += part[..<count]
        }
        return bytes
    }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    deinit {
        for name in names { unlink(file(name)) }
        rmdir(path)
    }
}

extension ScratchFolder {
    func link(_ name: String, to target: String) throws {
        guard symlink(file(target), file(name)) == 0 else { throw Failure.noFolder(errno) }
    }
}
