/// Which thread a task is kept on, where the process has threads to choose from, as `serve` has its
/// event loops; nil: on any. A task that is not kept goes on where its last wait ended, and in time
/// most of them are on one thread.
package struct TaskHomes: Sendable {
    /// The one that asks: what an order needs stays with its connection.
    let here: @Sendable () -> (any TaskExecutor)?
    /// Each in turn: what comes from the queue has no connection.
    let next: @Sendable () -> (any TaskExecutor)?

    package init(
        here: @escaping @Sendable () -> (any TaskExecutor)?,
        next: @escaping @Sendable () -> (any TaskExecutor)?
    ) {
        self.here = here
        self.next = next
    }
}
