import Domain
import Foundation
import Synchronization

/// Whether this process can write its files. The first fault stops new orders and new calls to
/// providers, until a trial write works again.
/// The lock protects the fault that stands.
package final class WriteHealth: Sendable {
    package struct Fault: Hashable, Sendable {
        /// In words for people: "too many files are open".
        package let reason: String
        /// For the log: the call that failed and the path.
        package let detail: String
    }

    private let state = Mutex<Fault?>(nil)
    private let report: @Sendable (Fault?) -> Void

    /// - report: is told the first fault, and nil when writing works again.
    package init(report: @escaping @Sendable (Fault?) -> Void = { _ in }) {
        self.report = report
    }

    /// nil: files can be written, as far as we know.
    package var fault: Fault? { state.withLock(\.self) }

    /// Notes that our own machine refused a file or a descriptor.
    package func note(_ error: any Error) {
        note(Fault(reason: Self.reason(of: error), detail: "\(error)"))
    }

    /// - detail: of a fault that came as text, such as that of a connection without a descriptor.
    package func note(_ detail: String) {
        note(Fault(reason: "the server is out of resources", detail: detail))
    }

    private func note(_ fault: Fault) {
        let isNew = state.withLock { standing in
            defer { standing = standing ?? fault }
            return standing == nil
        }
        if isNew { report(fault) }
    }

    /// Tries what an output needs: a file and its folder open at once, written, synced and renamed.
    /// True when a fault ended by it.
    package func probe(in folder: String) -> Bool {
        guard fault != nil else { return false }
        do {
            try Self.trialWrite(in: folder)
        } catch {
            return false
        }
        state.withLock { $0 = nil }
        report(nil)
        return true
    }

    private static func trialWrite(in folder: String) throws {
        let (path, renamed) = (folder + "/trial.tmp", folder + "/trial")
        let target = try POSIXFile.open(folder, O_RDONLY | O_DIRECTORY)
        defer { close(target) }
        let descriptor = try POSIXFile.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        do {
            defer { close(descriptor) }
            let block = [UInt8](repeating: 0, count: 65_536)
            try block.withUnsafeBytes { try POSIXFile.write($0, to: descriptor, path: path) }
            try POSIXFile.sync(descriptor, path: path)
        } catch {
            unlink(path)
            throw error
        }
        try POSIXFile.rename(path, to: renamed)
        try POSIXFile.sync(target, path: folder)
        try POSIXFile.remove(renamed)
    }

    private static func reason(of error: any Error) -> String {
        if let error = error as? DatabaseError {
            return if case .full = error { "the disk is full" } else { "the disk reports errors" }
        }
        guard let error = error as? FileError else { return "a file could not be written" }
        return switch error.code {
        case ENOSPC, EDQUOT: "the disk is full"
        case EMFILE, ENFILE: "too many files are open"
        case EROFS: "the disk is read-only"
        case EIO: "the disk reports errors"
        default: errorText(error.code)
        }
    }
}

/// Bytes of images that may be in memory because no file could be written, of all calls together.
final class MemoryBudget: Sendable {
    private let left: Mutex<Int>

    init(_ bytes: Int) {
        left = Mutex(bytes)
    }

    /// False: there are not so many left.
    func take(_ bytes: Int) -> Bool {
        left.withLock { left in
            guard bytes <= left else { return false }
            left -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) {
        left.withLock { $0 += bytes }
    }
}
