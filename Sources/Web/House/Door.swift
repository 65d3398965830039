import Foundation

/// Whether new work is let in.
///
/// `@unchecked Sendable`: `state` is protected by `lock`.
package final class Door: @unchecked Sendable {
    package enum State: Hashable, Sendable {
        case starting, open, draining
        /// The operator takes no new work; what was taken goes on.
        case paused
        /// The audit found a violation: no new charges until an operator looked.
        case violated
        /// Everything that could end has ended: whoever still waits is sent away.
        case closing
    }

    private let lock = NSLock()
    private var state = State.starting

    package init() {}

    package var current: State { lock.withLock { state } }

    package func set(_ new: State) {
        lock.withLock { state = new }
    }
}
