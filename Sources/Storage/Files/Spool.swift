package import Domain
import Foundation

/// What an attempt left on this machine, so that a crash between paying and recording loses nothing.
///
/// * `calls.log` (see `CallLog`): which requests were about to be sent, and once every output of one is
///   whole, on the disk and at its final name, the manifest.
/// * `<task>.<attempt>.<i>.part`: bytes of output i, while they arrive. Where no file can be written
///   they stay in memory, and are tried again.
///
/// The first survives the end of the process, not a loss of power: then the call counts as sent, and
/// what it cost is the operator's loss. An fsync for each picture would only move that moment a little.
package struct Spool: Sendable {
    let root: String
    /// Tells this boot of the machine from another: after a power loss a missing `sent` means nothing.
    let bootID: String
    let calls: CallLog
    package let health: WriteHealth
    /// For bytes that no file takes.
    let memory: MemoryBudget

    /// 64 calls with 4 MB each, the usual size of a large PNG, twice over.
    package static let standardMemory = 512 << 20

    package init(
        root: String,
        bootID: String,
        health: WriteHealth = WriteHealth(),
        memory: Int = Spool.standardMemory
    ) throws {
        self.root = root
        self.bootID = bootID
        self.health = health
        self.memory = MemoryBudget(memory)
        try POSIXFile.makeFolder(root)
        calls = try CallLog(path: root + "/calls.log")
    }

    /// Opens the spool of one attempt for writing.
    package func writer(task: TaskID, attempt: Int, limit: Int64) -> SpoolWriter {
        SpoolWriter(spool: self, name: name(task, attempt), limit: limit)
    }

    package enum Trace: Hashable, Sendable {
        /// The request was not sent: nothing was bought.
        case notSent
        /// It may have been sent.
        case sent
        /// It was answered, and everything is kept.
        case complete(Manifest)
    }

    /// What an attempt that had committed its intent left.
    package func trace(task: TaskID, attempt: Int) throws -> Trace {
        if let trace = calls.trace(name(task, attempt)) { return trace }
        return try bootOfLastStart() == bootID ? .notSent : .sent
    }

    /// Looks whether files can be written again after a fault. True when that ended the fault.
    package func probe() -> Bool { health.probe(in: root) }

    /// Remembers which boot this start belongs to. Call once the orphans of earlier starts are
    /// resolved: until then `trace` compares with the boot they ran in.
    package func rememberBoot() throws {
        try replace("boot", with: Array(bootID.utf8))
    }

    private func bootOfLastStart() throws -> String? {
        FileManager.default.contents(atPath: path("boot")).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Forgets an attempt of an earlier start that is settled.
    package func clear(task: TaskID, attempt: Int) throws {
        let name = name(task, attempt)
        // Parts may have gaps: outputs that were placed or discarded are gone already.
        let files = try FileManager.default.contentsOfDirectory(atPath: root)
        for file in files where file.hasPrefix(name + ".") && file.hasSuffix(".part") {
            try POSIXFile.remove(path(file))
        }
        try calls.over(name)
    }

    /// Forgets what belongs to no live task: parts of crashed attempts.
    package func sweep(keeping live: Set<String>) throws {
        try calls.keep { live.contains(String($0)) }
        for file in try FileManager.default.contentsOfDirectory(atPath: root) {
            guard let task = file.split(separator: ".").first.map(String.init),
                task.hasPrefix(TaskID.prefix), !live.contains(task)
            else { continue }
            try POSIXFile.remove(path(file))
        }
    }

    func name(_ task: TaskID, _ attempt: Int) -> String { "\(task).\(attempt)" }

    func path(_ file: String) -> String { root + "/" + file }

    /// Writes a file so that it is there whole or not at all, also after a power loss.
    func replace(_ file: String, with bytes: [UInt8]) throws {
        let temporary = path(file + ".tmp")
        let descriptor = try POSIXFile.open(temporary, O_WRONLY | O_CREAT | O_TRUNC)
        do {
            defer { close(descriptor) }
            try bytes.withUnsafeBytes { try POSIXFile.write($0, to: descriptor, path: temporary) }
            try POSIXFile.sync(descriptor, path: temporary)
        }
        try POSIXFile.rename(temporary, to: path(file))
        try POSIXFile.syncFolder(root)
    }
}
