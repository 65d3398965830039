/// The calendar windows that caps count in, in UTC.
package enum UTCWindow: String, Sendable, CaseIterable {
    case hour, day, month, total

    /// The start of the window that holds a moment; 0 for `total`.
    package func start(at moment: Timestamp) -> Timestamp {
        switch self {
        case .hour:
            Timestamp(milliseconds: moment.milliseconds.floorDiv(3_600_000) * 3_600_000)
        case .day:
            Timestamp(milliseconds: moment.milliseconds.floorDiv(86_400_000) * 86_400_000)
        case .month:
            CivilDate(year: CivilDate(moment).year, month: CivilDate(moment).month, day: 1).start
        case .total: Timestamp(milliseconds: 0)
        }
    }

    /// When the window that starts there ends; nil for `total`.
    package func end(of start: Timestamp) -> Timestamp? {
        switch self {
        case .hour: return Timestamp(milliseconds: start.milliseconds + 3_600_000)
        case .day: return Timestamp(milliseconds: start.milliseconds + 86_400_000)
        case .month:
            let day = CivilDate(start)
            let next =
                day.month == 12
                ? CivilDate(year: day.year + 1, month: 1, day: 1)
                : CivilDate(year: day.year, month: day.month + 1, day: 1)
            return next.start
        case .total: return nil
        }
    }
}
