import Domain
import Testing

@Suite struct TrackRecords {
    /// 2026-11-25 15:20 UTC.
    private let now = Timestamp(milliseconds: 1_795_620_000_000)

    private func figure(
        hoursAgo: Int64,
        _ outcome: TaskOutcome,
        _ milliseconds: Int64,
        _ tasks: Int64
    ) -> HourFigure {
        HourFigure(
            hour: HourFigure.hour(of: now) - hoursAgo,
            slug: "a",
            outcome: outcome,
            bucket: LatencyBucket(milliseconds: milliseconds),
            tasks: tasks
        )
    }

    @Test func `refusals say nothing of a model, and faults count against it`() {
        let record = TrackRecord(
            [
                figure(hoursAgo: 0, .success, 4_000, 6), figure(hoursAgo: 1, .fault, 1_000, 2),
                figure(hoursAgo: 1, .refused, 10, 50), figure(hoursAgo: 30, .success, 9_000, 2),
            ],
            at: now
        )
        #expect(record.tasks == 10)
        #expect(record.successes == 8)
        #expect(record.recentTasks == 8)
        #expect(record.recentFaults == 2)
        #expect(record.days.count == 30)
        #expect(record.days.last?.successes == 6)
        #expect(record.days.dropLast().last?.successes == 2)
    }

    @Test func `what is older than 30 days is not looked at`() {
        let today = HourFigure.hour(of: now) % 24
        let record = TrackRecord(
            [
                figure(hoursAgo: today + 29 * 24, .success, 1_000, 1),
                figure(hoursAgo: today + 29 * 24 + 1, .success, 1_000, 100),
            ],
            at: now
        )
        #expect(record.tasks == 1)
        #expect(record.days.first?.successes == 1)
    }

    @Test func `without a success there is no median`() {
        #expect(TrackRecord([figure(hoursAgo: 0, .fault, 5, 3)], at: now).medianMilliseconds == nil)
        #expect(TrackRecord([], at: now).days.allSatisfy { $0.successes + $0.faults == 0 })
    }

    @Test func `the median is right to a tenth`() throws {
        for exact: Int64 in [1, 7, 100, 999, 4_100, 11_000, 119_000, 900_000] {
            let record = TrackRecord([figure(hoursAgo: 0, .success, exact, 3)], at: now)
            let median = try #require(record.medianMilliseconds)
            #expect(abs(median - exact) * 10 <= exact + 9, "\(exact) became \(median)")
        }
        let record = TrackRecord(
            [
                figure(hoursAgo: 0, .success, 1_000, 4), figure(hoursAgo: 0, .success, 60_000, 5),
            ],
            at: now
        )
        #expect(abs((record.medianMilliseconds ?? 0) - 60_000) <= 6_000)
    }

    @Test func `dollars have four decimals on pages, rounded half to even`() {
        let cases: [(Int64, String)] = [
            (28_000, "0.0280"), (13_170, "0.0132"), (50, "0.0000"), (150, "0.0002"),
            (250, "0.0002"), (10_000_000, "10.0000"), (-28_000, "-0.0280"), (0, "0.0000"),
            (1_999_999_999, "2000.0000"),
        ]
        for (amount, text) in cases { #expect(MicroUSD(amount).dollarsFixed == text) }
    }
}
