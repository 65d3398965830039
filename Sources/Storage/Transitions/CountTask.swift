import Domain

extension Tx {
    /// Adds an ended task to the figures that `/metrics` and the public pages show: in its own
    /// transaction, so that they say what the ledger says, and last longer than the record.
    borrowing func count(_ task: TaskID) throws {
        try countForMetrics(task)
        try countForUptime(task)
    }

    /// What the Sandbox drew in a model's place says nothing of the model.
    private borrowing func countForUptime(_ task: TaskID) throws {
        let ended = try rows.first(
            """
            SELECT slug, fail_class, created_at, completed_at FROM task
            WHERE id = \(task) AND is_stand_in = 0
            """
        ) { row in
            (
                slug: try row.text(0), failClass: try row.optionalText(1),
                createdAt: try row.time(2), completedAt: try row.time(3)
            )
        }
        guard let ended, let outcome = TaskOutcome(ended.failClass.flatMap(FailClass.init)) else {
            return
        }
        let duration = (ended.completedAt - ended.createdAt).wholeMilliseconds
        let bucket = LatencyBucket(milliseconds: duration).index
        try run(
            """
            INSERT INTO task_hour (hour, slug, outcome, bucket, tasks)
            VALUES (\(HourFigure.hour(of: ended.completedAt)), \(ended.slug), \(outcome.rawValue),
                \(bucket), 1)
            ON CONFLICT (hour, slug, outcome, bucket) DO UPDATE SET tasks = task_hour.tasks + 1
            """
        )
    }

    private borrowing func countForMetrics(_ task: TaskID) throws {
        try run(
            """
            INSERT INTO task_figure (slug, provider, state, tasks, charged, returned, milliseconds,
                le_1, le_5, le_15, le_60, le_300)
            SELECT slug, COALESCE((SELECT provider FROM attempt WHERE task_id = task.id
                    ORDER BY number DESC LIMIT 1), 'none'), state, 1, charged,
                CASE payer WHEN 'customer' THEN held - charged ELSE 0 END,
                completed_at - created_at, completed_at - created_at <= 1000,
                completed_at - created_at <= 5000, completed_at - created_at <= 15000,
                completed_at - created_at <= 60000, completed_at - created_at <= 300000
            FROM task WHERE id = \(task)
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
