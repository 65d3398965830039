import Domain
import Foundation
import Testing

@Suite struct `A civil date` {
    let calendar = UTCCalendar()

    @Test func `is the day that Foundation's calendar says`() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<20_000 {
            let moment = calendar.moment(using: &random)
            let parts = calendar.parts(of: moment)
            let day = CivilDate(moment)
            #expect(day == CivilDate(year: parts.year, month: parts.month, day: parts.day))
            #expect(day.start.milliseconds == calendar.start(.day, of: moment))
            #expect(CivilDate(day.text) == day)
            #expect(CivilDate(day.start) == day)
            #expect(CivilDate(day.start - .milliseconds(1)) < day)
        }
    }

    @Test func `is written with two digits each`() {
        #expect(CivilDate(year: 2026, month: 2, day: 3).text == "2026-02-03")
        #expect(CivilDate(Timestamp(milliseconds: -1)).text == "1969-12-31")
        #expect(Timestamp(milliseconds: -1).iso8601 == "1969-12-31T23:59:59Z")
        #expect(Timestamp(milliseconds: 1_795_372_807_000).iso8601 == "2026-11-22T18:40:07Z")
    }

    @Test(arguments: [
        "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31", "2026-1-1", "26-01-01",
        "2026-01-00", "2026-01-01T00", "", "2026/01/01", "1900-02-29",
    ])
    func `that does not exist is not read`(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test(arguments: ["2024-02-29", "2000-02-29", "2026-12-31", "1970-01-01"])
    func `that exists is read`(text: String) {
        #expect(CivilDate(text)?.text == text)
    }
}
