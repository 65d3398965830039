import Domain
import Foundation

/// Foundation's calendar in UTC, to compare with.
struct UTCCalendar {
    private let calendar: Calendar

    init() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        self.calendar = calendar
    }

    /// Between 1901 and 2199: there Foundation's calendar is Gregorian, as ours always is.
    func moment(using random: inout SeededRandom) -> Timestamp {
        Timestamp(
            milliseconds: Int64.random(in: -2_177_452_800_000...7_258_118_399_999, using: &random)
        )
    }

    func parts(of moment: Timestamp) -> (year: Int, month: Int, day: Int) {
        let parts = calendar.dateComponents([.year, .month, .day], from: date(moment))
        return (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    func start(_ component: Calendar.Component, of moment: Timestamp) -> Int64? {
        interval(component, of: moment).map { milliseconds($0.start) }
    }

    func end(_ component: Calendar.Component, of moment: Timestamp) -> Int64? {
        interval(component, of: moment).map { milliseconds($0.end) }
    }

    private func interval(_ component: Calendar.Component, of moment: Timestamp) -> DateInterval? {
        calendar.dateInterval(of: component, for: date(moment))
    }

    private func date(_ moment: Timestamp) -> Date {
        Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
    }

    private func milliseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1_000).rounded())
    }
}
