/// Every limit and deadline of the worker in one place.
package struct WorkerLimits: Sendable {
    /// Tasks that this node runs at the same time.
    package var slots = 64
    /// Of one account at the same time; the rest waits its turn.
    package var perAccount = 32
    /// Crashes with a call open after which a task is not tried again.
    package var mostCrashes = 3
    /// Callbacks under way at the same time, in all and to one host.
    package var deliveries = 32
    package var deliveriesPerHost = 4
    /// Callbacks that wait in memory for a place at their host, of one host.
    package var deliveriesWaiting = 64
    /// How long a callback belongs to the try that took it.
    package var deliveryLease = Duration.seconds(60)
    /// One picture as the provider sent it.
    package var outputBytes: Int64 = 100_000_000
    /// One picture that becomes a row because no file could be written.
    package var largestRow: Int64 = 32_000_000
    package var outputsKept = Duration.seconds(14 * 86_400)
    package var recordsKept = Duration.seconds(60 * 86_400)
    package var deliveryLogKept = Duration.seconds(30 * 86_400)
    /// The loop looks at the queue at least this often; signals only make it earlier.
    package var poll = Duration.milliseconds(250)
    package var housekeeping = Duration.seconds(20)
    /// A drain waits for running calls at most this long.
    package var drain = Duration.seconds(600)

    package init() {}
}
