import CLossyVFS
import Foundation
import TestKit

/// A file system that remembers in which order things were written and synced, so that a test can
/// cut the power after any step, and that refuses a write or a sync when it is told to.
final class LossyFiles: Sendable {
    enum Kept: UInt32, CaseIterable, Sendable {
        case none, some, all
    }

    enum Call: UInt32, Sendable {
        case write, sync
    }

    struct Failed: Error {}

    let name: String
    /// Unsafe only to the compiler: the C side locks everything that it touches.
    private nonisolated(unsafe) let vfs: OpaquePointer

    init() throws {
        name = "lossy-\(UUID().uuidString.prefix(8))"
        guard let vfs = lossy_vfs_create(name) else { throw Failed() }
        self.vfs = vfs
    }

    /// Only when no connection is open any more.
    func unregister() {
        lossy_vfs_destroy(vfs)
    }

    var steps: Int64 { lossy_vfs_steps(vfs) }
    var refusals: Int64 { lossy_vfs_refusals(vfs) }

    /// Refuses the n-th call from now on, on files whose name ends so.
    func refuse(_ call: Call, on suffix: String, nth: Int, code: Int32) {
        lossy_vfs_refuse(vfs, lossy_call(call.rawValue), suffix, Int32(nth), code)
    }

    func refuseNothing() {
        lossy_vfs_refuse(vfs, lossy_call(0), "", 0, 0)
    }

    /// The files as a power cut after `steps` might have left them.
    func image(after steps: Int64, keeping kept: Kept, seed: UInt64) throws -> TestFolder {
        let folder = try TestFolder.fast()
        let unsynced = lossy_unsynced(kept.rawValue)
        guard lossy_vfs_image(vfs, steps, unsynced, seed, folder.path) == 0 else { throw Failed() }
        return folder
    }
}
