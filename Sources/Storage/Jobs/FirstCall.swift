package import Domain

/// A first call that was chosen while its task was being accepted. The transaction that takes the
/// order then commits the intent to buy too, and the job begins without a commit of its own.
package struct FirstCall: Sendable {
    package let order: AttemptOrder
    /// Makes the call, whose intent is committed by then.
    package let run: @Sendable () async throws -> Void

    package init(order: AttemptOrder, run: @escaping @Sendable () async throws -> Void) {
        self.order = order
        self.run = run
    }
}

/// nil: there is nothing to call at once, and the job takes the way through the worker's loop.
package typealias FirstCallPlanner = @Sendable (JobToRun) -> FirstCall?

/// A job that this node is to start.
package struct HandedJob: Sendable {
    package let task: TaskID
    /// Set when the intent of its first call is committed.
    package let firstCall: FirstCall?

    package init(task: TaskID, firstCall: FirstCall? = nil) {
        self.task = task
        self.firstCall = firstCall
    }
}
