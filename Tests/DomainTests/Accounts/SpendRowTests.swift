import Domain
import Testing

@Suite struct `Spend caps` {
    static let noon = Timestamp(milliseconds: 1_795_348_800_000)  // 2026-11-22T12:00:00Z

    @Test func `are never exceeded, and count exactly what is held`() throws {
        var random = SeededRandom(seed: 15)
        var book = SpendBook(row: row(hour: 900, day: 4_000, month: 20_000, total: 60_000))
        var now = Self.noon
        var refused = 0
        for _ in 0..<20_000 {
            now = now + .milliseconds(Int64(random.next() % 400_000))
            if random.next() % 3 == 0 {
                book.giveBack(using: &random)
            } else if !book.hold(MicroUSD(Int64(random.next() % 120)), at: now) {
                refused += 1
            }
            let wrong = UTCWindow.allCases.filter { !book.isRight(in: $0) }
            #expect(wrong.isEmpty)
        }
        #expect(refused > 1_000)
    }

    @Test func `are reached exactly, and name themselves`() throws {
        var spend = row(hour: nil, day: 100, month: nil, total: nil)
        _ = try spend.admit(MicroUSD(100), at: Self.noon)
        let before = spend
        let error = try #require(throws: CapReached.self) {
            try spend.admit(MicroUSD(1), at: Self.noon)
        }
        #expect(spend == before, "a refused hold counts nowhere")
        #expect(
            (error.kind, error.window, error.cap, error.used)
                == (.key, .day, MicroUSD(100), MicroUSD(100))
        )
        #expect(error.resetsAt == CivilDate(year: 2026, month: 11, day: 23).start)
    }

    @Test func `start anew with the next window`() throws {
        var spend = row(hour: 100, day: nil, month: nil, total: nil)
        _ = try spend.admit(MicroUSD(100), at: Self.noon)
        let last = Self.noon + .milliseconds(3_599_999)
        #expect(throws: CapReached.self) { try spend.admit(MicroUSD(1), at: last) }
        _ = try spend.admit(MicroUSD(100), at: last + .milliseconds(1))
        #expect(spend.hour.used == MicroUSD(100))
        #expect(spend.day.used == MicroUSD(200))
    }

    @Test func `do not start anew when the clock steps back`() throws {
        var spend = row(hour: 100, day: nil, month: nil, total: nil)
        _ = try spend.admit(MicroUSD(100), at: Self.noon)
        #expect(throws: CapReached.self) {
            try spend.admit(MicroUSD(1), at: Self.noon - .seconds(1))
        }
    }

    @Test func `can be pulled back after a clock that ran ahead`() throws {
        var spend = row(hour: 100, day: 100, month: 100, total: 200)
        _ = try spend.admit(MicroUSD(100), at: Self.noon + .seconds(40 * 86_400))
        spend.pullBack(to: Self.noon)
        _ = try spend.admit(MicroUSD(100), at: Self.noon)
        #expect(spend.total.used == MicroUSD(200))
    }

    @Test func `get back only what was held in the same window`() throws {
        var spend = row(hour: nil, day: nil, month: nil, total: nil)
        _ = try spend.admit(MicroUSD(70), at: Self.noon)
        let starts = spend.starts
        _ = try spend.admit(MicroUSD(5), at: Self.noon + .seconds(3_600))
        spend.giveBack(MicroUSD(30), heldIn: starts)
        #expect(spend.hour.used == MicroUSD(5))
        #expect(spend.day.used == MicroUSD(45))
        #expect(spend.total.used == MicroUSD(45))
    }

    @Test func `tell at half, four fifths and all of a cap, once each`() throws {
        var spend = row(hour: nil, day: nil, month: 100, total: nil)
        spend.alertAt = MicroUSD(90)
        let told = try [49, 1, 29, 1, 9, 1, 10].map { amount in
            try spend.admit(MicroUSD(amount), at: Self.noon).map { $0.percent ?? 0 }
        }
        #expect(told == [[], [50], [], [80], [], [0], [100]])
    }

    private func row(hour: Int64?, day: Int64?, month: Int64?, total: Int64?) -> SpendRow {
        func window(_ cap: Int64?) -> SpendWindow {
            SpendWindow(
                start: Timestamp(milliseconds: 0),
                used: .zero,
                cap: cap.map { MicroUSD($0) }
            )
        }
        return SpendRow(
            kind: .key,
            id: 1,
            hour: window(hour),
            day: window(day),
            month: window(month),
            total: window(total),
            alertAt: nil
        )
    }
}
