package import Domain

extension Store {
    /// What is known of the last 30 days. Goes through up to a month of rows, so not on a thread that
    /// answers requests.
    package func hourFigures() async throws -> [HourFigure] {
        let first = (HourFigure.hour(of: clock.wall()).floorDiv(24) - TrackRecord.length + 1) * 24
        return try await database.scan { rows in
            try rows.all(
                """
                SELECT hour, slug, outcome, bucket, tasks FROM task_hour WHERE hour >= \(first)
                """
            ) { row in
                HourFigure(
                    hour: try row.int(0),
                    slug: try row.text(1),
                    outcome: try row.word(2, as: TaskOutcome.self),
                    bucket: LatencyBucket(index: Int(try row.int(3))),
                    tasks: try row.int(4)
                )
            }
        }
    }
}
