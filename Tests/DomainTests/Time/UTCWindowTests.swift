import Domain
import Foundation
import Testing

@Suite struct `A calendar window` {
    let calendar = UTCCalendar()

    @Test(arguments: [
        (UTCWindow.hour, Calendar.Component.hour), (.day, .day), (.month, .month),
    ])
    func `starts and ends where Foundation's calendar says`(
        window: UTCWindow,
        component: Calendar.Component
    ) {
        var random = SeededRandom(seed: 7)
        for _ in 0..<5_000 {
            let moment = calendar.moment(using: &random)
            let start = window.start(at: moment)
            #expect(start.milliseconds == calendar.start(component, of: moment))
            #expect(window.end(of: start)?.milliseconds == calendar.end(component, of: moment))
            #expect(window.start(at: start) == start)
        }
    }

    @Test func `of all time starts at 0 and never ends`() {
        let start = UTCWindow.total.start(at: Timestamp(milliseconds: 1_795_372_807_000))
        #expect(start == Timestamp(milliseconds: 0))
        #expect(UTCWindow.total.end(of: start) == nil)
    }
}
