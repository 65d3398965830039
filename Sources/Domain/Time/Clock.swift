/// The two times the house lives by, handed in so that tests can move them.
package struct Clock: Sendable {
    /// The time of day, for records and windows. It may step.
    package let wall: @Sendable () -> Timestamp
    /// For durations, leases and deadlines: never steps, and goes on over a restart of the process.
    package let steady: @Sendable () -> Timestamp

    package init(
        wall: @escaping @Sendable () -> Timestamp,
        steady: @escaping @Sendable () -> Timestamp
    ) {
        self.wall = wall
        self.steady = steady
    }
}
