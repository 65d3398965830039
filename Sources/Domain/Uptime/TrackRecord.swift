/// Ended tasks of one model in one hour that came out alike and took about as long.
package struct HourFigure: Hashable, Sendable {
    /// Whole hours since 1970-01-01 00:00 UTC.
    package let hour: Int64
    package let slug: String
    package let outcome: TaskOutcome
    package let bucket: LatencyBucket
    package let tasks: Int64

    package init(
        hour: Int64,
        slug: String,
        outcome: TaskOutcome,
        bucket: LatencyBucket,
        tasks: Int64
    ) {
        self.hour = hour
        self.slug = slug
        self.outcome = outcome
        self.bucket = bucket
        self.tasks = tasks
    }

    package static func hour(of moment: Timestamp) -> Int64 {
        moment.milliseconds.floorDiv(3_600_000)
    }
}

/// How a model, or a family of them, did in the last 30 days: from real tasks only.
package struct TrackRecord: Hashable, Sendable {
    package struct Day: Hashable, Sendable {
        /// Days since 1970-01-01, UTC.
        package let number: Int64
        package var successes: Int64 = 0
        package var faults: Int64 = 0
    }

    /// Tasks that say something of the model: without refusals.
    package let tasks: Int64
    package let successes: Int64
    /// Of successful tasks, from accept to end; nil where there were none.
    package let medianMilliseconds: Int64?
    /// The last 30 days, oldest first, today last.
    package let days: [Day]
    /// The hour that runs and the one before it.
    package let recentTasks: Int64
    package let recentFaults: Int64

    package static let length: Int64 = 30

    package init(_ figures: some Sequence<HourFigure>, at now: Timestamp) {
        let today = HourFigure.hour(of: now).floorDiv(24)
        let first = today - Self.length + 1
        var days = (first...today).map { Day(number: $0) }
        var times: [LatencyBucket: Int64] = [:]
        var (recentTasks, recentFaults): (Int64, Int64) = (0, 0)
        for figure in figures where figure.outcome != .refused {
            let day = figure.hour.floorDiv(24)
            guard (first...today).contains(day) else { continue }
            let isFault = figure.outcome == .fault
            if isFault {
                days[Int(day - first)].faults += figure.tasks
            } else {
                days[Int(day - first)].successes += figure.tasks
                times[figure.bucket, default: 0] += figure.tasks
            }
            if figure.hour >= HourFigure.hour(of: now) - 1 {
                recentTasks += figure.tasks
                if isFault { recentFaults += figure.tasks }
            }
        }
        self.days = days
        self.recentTasks = recentTasks
        self.recentFaults = recentFaults
        successes = days.reduce(0) { $0 + $1.successes }
        tasks = successes + days.reduce(0) { $0 + $1.faults }
        medianMilliseconds = Self.median(times)
    }

    private static func median(_ times: [LatencyBucket: Int64]) -> Int64? {
        let half = (times.values.reduce(0, +) + 1) / 2
        var seen: Int64 = 0
        for (bucket, count) in times.sorted(by: { $0.key < $1.key }) {
            seen += count
            if seen >= half { return bucket.milliseconds }
        }
        return nil
    }
}
