import Domain

extension Tx {
    /// Adds an ended task to the figures that `/metrics` and the public pages show: in its own
    /// transaction, so that they say what the ledger says, and last longer than the record.
    borrowing func count(_ task: MediaTask) throws {
        guard let completedAt = task.completedAt else {
            throw DatabaseError.malformed("\(task.id) is counted before its end")
        }
        let duration = (completedAt - task.createdAt).wholeMilliseconds
        try countForMetrics(task, duration)
        try countForUptime(task, duration, at: completedAt)
    }

    /// What the Sandbox drew in a model's place says nothing of the model, and neither does what a
    /// tester made of it.
    private borrowing func countForUptime(
        _ task: MediaTask,
        _ duration: Int64,
        at completedAt: Timestamp
    ) throws {
        guard !task.isStandIn, let outcome = TaskOutcome(of: task), try !isTest(task) else {
            return
        }
        let bucket = LatencyBucket(milliseconds: duration).index
        try run(
            """
            INSERT INTO task_hour (hour, slug, outcome, bucket, tasks)
            VALUES (\(HourFigure.hour(of: completedAt)), \(task.slug), \(outcome.rawValue),
                \(bucket), 1)
            ON CONFLICT (hour, slug, outcome, bucket) DO UPDATE SET tasks = task_hour.tasks + 1
            """
        )
    }

    /// Test keys pay nothing, so only what nobody pays for is looked up.
    private borrowing func isTest(_ task: MediaTask) throws -> Bool {
        guard task.payer == .none else { return false }
        return try rows.count("SELECT is_test FROM api_key WHERE id = \(task.keyID)") == 1
    }

    private borrowing func countForMetrics(_ task: MediaTask, _ duration: Int64) throws {
        let returned = task.payer == .customer ? task.held - task.charged : .zero
        try run(
            """
            INSERT INTO task_figure (slug, provider, state, tasks, charged, returned, milliseconds,
                le_1, le_5, le_15, le_60, le_300)
            VALUES (\(task.slug), \(task.attempts.last?.provider ?? "none"),
                \(task.state.rawValue), 1, \(task.charged), \(returned), \(duration),
                \(duration <= 1_000), \(duration <= 5_000), \(duration <= 15_000),
                \(duration <= 60_000), \(duration <= 300_000))
            ON CONFLICT (slug, provider, state) DO UPDATE SET tasks = task_figure.tasks + 1,
                charged = task_figure.charged + excluded.charged,
                returned = task_figure.returned + excluded.returned,
                milliseconds = task_figure.milliseconds + excluded.milliseconds,
                le_1 = task_figure.le_1 + excluded.le_1, le_5 = task_figure.le_5 + excluded.le_5,
                le_15 = task_figure.le_15 + excluded.le_15,
                le_60 = task_figure.le_60 + excluded.le_60,
                le_300 = task_figure.le_300 + excluded.le_300
            """
        )
    }
}
