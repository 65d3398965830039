extension AIGenerateClient {
    /// Waits until a task has ended, by asking for it now and then.
    ///
    /// Rests between looks as long as the server advises, else a little longer each time, up to
    /// three seconds. A server that is away for some seconds does not end the wait.
    ///
    /// - Parameters:
    ///   - id: The server's id, or the one you gave.
    ///   - timeout: The longest wait; nil waits as long as the server lets a task live.
    /// - Returns: The ended record. Check `state`: a task that failed is returned too.
    /// - Throws: `.timedOut` with the last record that was seen. The task goes on, and is charged
    ///   if it succeeds: `cancel` it if you no longer want it.
    public func wait(
        for id: String,
        timeout: Duration? = .seconds(900)
    ) async throws(AIGenerateError) -> TaskRecord {
        var watch = TaskWatch(client: self, id: id, timeout: timeout)
        while true {
            let record = try await watch.next()
            if record.state.isEnd { return record }
        }
    }

    /// The task's record each time its state or its progress has changed, first as it stands now,
    /// last as it ended.
    ///
    /// ```swift
    /// for try await record in client.states(of: task.taskID) {
    ///     show(record.state, record.progress)
    /// }
    /// ```
    ///
    /// The loop throws what `wait(for:timeout:)` throws; a timeout of nil is none.
    public func states(of id: String, timeout: Duration? = nil) -> TaskStates {
        TaskStates(watch: TaskWatch(client: self, id: id, timeout: timeout))
    }
}

/// The changes of one task, until its end. Nothing is asked of the server before the first element
/// is, nor after the loop over it was left.
public struct TaskStates: AsyncSequence, Sendable {
    public typealias Element = TaskRecord
    public typealias Failure = AIGenerateError

    let watch: TaskWatch

    public func makeAsyncIterator() -> Iterator {
        Iterator(watch: watch)
    }

    public struct Iterator: AsyncIteratorProtocol {
        var watch: TaskWatch
        private var last: TaskRecord?

        init(watch: TaskWatch) {
            self.watch = watch
        }

        public mutating func next() async throws(AIGenerateError) -> TaskRecord? {
            if let last, last.state.isEnd { return nil }
            while true {
                let record = try await watch.next()
                guard record.state == last?.state, record.progress == last?.progress else {
                    last = record
                    return record
                }
            }
        }
    }
}
