import Foundation

/// The named steps at which a test may stop the process, to prove that what follows a crash there is
/// right. Compiled out of release builds.
package enum CrashPoint: String, CaseIterable, Sendable {
    case afterAccept
    case afterClaim
    case afterIntent
    case afterSent
    case duringSpool
    case afterReply
    case beforePlace
    case afterPlace
    case afterManifest
    case beforeSettle
    case afterSettle
    case afterSpoolClear
    case beforeRequeue
    case afterRequeue
    case beforeDelivery
    case afterDelivery
    case afterAdopt
    case beforeRescueSettle
}

#if CRASH_POINTS
/// `NAME` or `NAME:3` (the third time) from the configuration; nil: never crash.
private let armed = CrashSetting()

package func armCrashPoint(_ setting: String?) {
    armed.set(setting)
}

package func crashPoint(_ point: CrashPoint) {
    armed.pass(point)
}

/// `@unchecked Sendable`: `point` and `count` are protected by `lock`.
private final class CrashSetting: @unchecked Sendable {
    private let lock = NSLock()
    private var point: String?
    private var count = 0

    func set(_ setting: String?) {
        let parts = setting?.split(separator: ":") ?? []
        lock.withLock {
            point = parts.first.map(String.init)
            count = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
        }
    }

    func pass(_ passed: CrashPoint) {
        let isNow = lock.withLock { () -> Bool in
            guard point == passed.rawValue else { return false }
            count -= 1
            return count == 0
        }
        // SIGKILL, not exit: nothing may be flushed or unwound.
        if isNow { kill(getpid(), SIGKILL) }
    }
}
#else
package func armCrashPoint(_ setting: String?) {}

@inline(__always)
package func crashPoint(_ point: CrashPoint) {}
#endif
