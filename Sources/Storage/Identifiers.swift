package import Domain
import Foundation

/// Makes ids: UUIDv7, so that they sort by time, and monotonic within the process even when the
/// clock steps back.
///
/// `@unchecked Sendable`: `last` and `counter` are protected by `lock`.
package final class Identifiers: @unchecked Sendable {
    private let lock = NSLock()
    private var last: Int64 = 0
    private var counter: UInt16 = 0

    package init() {}

    package func task(at now: Timestamp) -> TaskID {
        let (milliseconds, high) = lock.withLock { next(at: now.milliseconds) }
        return TaskID(milliseconds: milliseconds, high: high, low: .random(in: 0 ... .max))
    }

    /// Another kind of record: `evt_…`, `quote_…`, `req_…`, in the same form.
    package func make(_ prefix: String, at now: Timestamp) -> String {
        prefix + task(at: now).text.dropFirst(TaskID.prefix.utf8.count)
    }

    /// 4,096 ids a millisecond; beyond that the time part runs ahead.
    private func next(at now: Int64) -> (Int64, UInt16) {
        if now > last {
            last = now
            counter = .random(in: 0..<1_024)
        } else if counter == 0x0FFF {
            last += 1
            counter = 0
        } else {
            counter += 1
        }
        return (last, counter)
    }
}
