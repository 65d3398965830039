package import Domain
package import Foundation

/// The day on which test servers and simulators run, whatever day it really is: models retire on
/// fixed dates, and the suite must pass on both sides of each.
///
/// Servers get it as an offset of whole days, so the time of day is the real one. The offset is
/// computed once: a test that runs over midnight sees the next day, as it would without it.
package enum TestDay {
    /// What the price list and the simulators were written on.
    package static let date = CivilDate(year: 2026, month: 11, day: 22)

    /// What servers add to the machine's clock.
    package static let offsetSeconds: Int64 = {
        let today = CivilDate(Timestamp(milliseconds: milliseconds(Date()))).start
        return date.start.seconds - today.seconds
    }()

    /// The time that test servers show.
    package static var now: Date { Date().addingTimeInterval(TimeInterval(offsetSeconds)) }

    /// Settings of a server whose clock shows this much more.
    package static func clock(ahead seconds: Int64 = 0) -> [String: String] {
        ["AIGENERATE_CLOCK_OFFSET_SECONDS": String(offsetSeconds + seconds)]
    }

    /// Settings of a server that starts at noon of a day.
    package static func noon(of day: CivilDate) -> [String: String] {
        let noon = day.start.seconds + 43_200
        let offset = noon - Int64(Date().timeIntervalSince1970)
        return ["AIGENERATE_CLOCK_OFFSET_SECONDS": String(offset)]
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        Int64(date.timeIntervalSince1970 * 1_000)
    }
}
