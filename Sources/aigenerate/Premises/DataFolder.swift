import Crypto
import Domain
import Foundation

/// The folder that holds everything: `aigenerate.sqlite`, `files/`, `spool/`, `master.key`,
/// `first-key`, `admin.sock`, `lock`. One process at a time.
struct DataFolder: Sendable {
    let path: String

    /// As it is: nothing is created, and it may not be there. The path is made absolute: the process
    /// may change its folder.
    init(at path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// Creates it if need be.
    init(_ path: String) throws {
        self.init(at: path)
        do {
            try FileManager.default.createDirectory(
                atPath: self.path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandFailure(
                .unexpected,
                "Cannot create the data folder \(self.path): \(error)"
            )
        }
    }

    func file(_ name: String) -> String { path + "/" + name }

    var database: String { file("aigenerate.sqlite") }
    var firstKey: String { file("first-key") }

    /// Set-up is done: it need not be printed again.
    func forgetFirstKey() { unlink(firstKey) }

    /// Makes it the process's working folder: socket paths are relative to it.
    func enter() throws {
        guard FileManager.default.changeCurrentDirectoryPath(path) else {
            throw CommandFailure(.unexpected, "Cannot enter the data folder \(path).")
        }
    }

    /// Held until the process ends; the system lets go of it whatever way that is.
    func lock() throws {
        let descriptor = open(file("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure(
                .unexpected,
                "Another aigenerate process uses \(path). One process owns a data folder: stop it, "
                    + "or choose another with --data."
            )
        }
    }

    var isLocked: Bool {
        let descriptor = open(file("lock"), O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    /// The master key: as configured, else from its file, which is made at the very first start.
    func masterKey(configured: Secret?) throws -> SymmetricKey {
        if let configured { return try key(configured.reveal(), from: "AIGENERATE_MASTER_KEY") }
        let path = file("master.key")
        if let bytes = FileManager.default.contents(atPath: path) {
            return try key(String(decoding: bytes, as: UTF8.self), from: path)
        }
        guard !FileManager.default.fileExists(atPath: database) else {
            throw CommandFailure(
                .unexpected,
                "The master key \(path) is missing, and what is stored cannot be read without it. "
                    + "Put it back from your backup, or set AIGENERATE_MASTER_KEY."
            )
        }
        let key = SymmetricKey(size: .bits256)
        try writeDurably(key.hex + "\n", to: "master.key")
        return key
    }

    /// The key that is about to take the master key's place: it is on disk before anything is kept
    /// under it.
    func stage(masterKey key: SymmetricKey) throws {
        guard !FileManager.default.fileExists(atPath: file(Self.oldName)) else {
            throw CommandFailure(
                .usage,
                "\(file(Self.oldName)) is still here, and may be the only key of older backups: move it "
                    + "to where those are kept first."
            )
        }
        try writeDurably(key.hex + "\n", to: Self.stagedName)
    }

    /// Left by a stop in the middle of a change; nil: there is none.
    func stagedMasterKey() throws -> SymmetricKey? {
        let path = file(Self.stagedName)
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return try key(String(decoding: bytes, as: UTF8.self), from: path)
    }

    /// From now on the staged key is the master key. The one before stays as `master.key.old`: it
    /// opens what was backed up under it.
    func adoptStagedMasterKey() throws {
        do {
            let old = FileManager.default.contents(atPath: file("master.key")) ?? Data()
            try writeDurably(String(decoding: old, as: UTF8.self), to: Self.oldName)
            guard rename(file(Self.stagedName), file("master.key")) == 0 else {
                throw CommandFailure(.unexpected, "It cannot be renamed.")
            }
            try sync(path)
        } catch let failure as CommandFailure {
            throw CommandFailure(
                .unexpected,
                "\(file(Self.stagedName)) is the master key from now on, and could not take its place: "
                    + "keep that file and start the server again. \(failure.message)"
            )
        }
    }

    /// What was staged did not become the master key.
    func dropStagedMasterKey() { unlink(file(Self.stagedName)) }

    private static let stagedName = "master.key.new"
    private static let oldName = "master.key.old"

    /// Reads 64 hexadecimal digits.
    static func masterKey(_ text: String, from origin: String) throws -> SymmetricKey {
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard digits.utf8.count == 64, let key = SymmetricKey(hex: digits) else {
            throw CommandFailure(.unexpected, "\(origin) does not hold 64 hexadecimal digits.")
        }
        return key
    }

    /// As `write`, and a loss of power does not take it away again.
    private func writeDurably(_ text: String, to name: String) throws {
        try write(text, to: name)
        try sync(file(name))
        try sync(path)
    }

    private func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw CommandFailure(.unexpected, "\(path) cannot be brought to disk.")
        }
    }

    /// Writes a file that only we may read.
    func write(_ text: String, to name: String) throws {
        let made = FileManager.default.createFile(
            atPath: file(name),
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw CommandFailure(.unexpected, "Cannot write \(file(name)).") }
    }

    private func key(_ text: String, from origin: String) throws -> SymmetricKey {
        try Self.masterKey(text, from: origin)
    }
}

extension SymmetricKey {
    fileprivate var hex: String {
        withUnsafeBytes { bytes in
            bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        }
    }

    fileprivate init?(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count else { return nil }
        self.init(
            data: stride(from: 0, to: digits.count, by: 2).map {
                UInt8(digits[$0] << 4 | digits[$0 + 1])
            }
        )
    }
}
