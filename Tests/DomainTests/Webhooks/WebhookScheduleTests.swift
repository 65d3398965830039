import Domain
import Testing

@Suite struct `A callback's tries` {
    static let seconds: [Int64] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

    @Test func `are ten, the first at once`() {
        #expect(WebhookSchedule.tries == 10)
        #expect(WebhookSchedule.wait(afterTries: 0, jitter: 0) == nil)
        #expect(WebhookSchedule.wait(afterTries: 10, jitter: 0) == nil)
        #expect(WebhookSchedule.wait(afterTries: -1, jitter: 0) == nil)
    }

    @Test(arguments: zip(1...9, Self.seconds))
    func `wait within a tenth of the promised time`(made: Int, seconds: Int64) throws {
        let milliseconds = seconds * 1_000
        for (jitter, wanted) in [
            (0.0, milliseconds), (-1, milliseconds * 9 / 10), (1, milliseconds * 11 / 10),
            (-50, milliseconds * 9 / 10), (50, milliseconds * 11 / 10),
        ] {
            let wait = try #require(WebhookSchedule.wait(afterTries: made, jitter: jitter))
            // One millisecond for the rounding of the jitter.
            #expect(abs(wait.wholeMilliseconds - wanted) <= 1)
        }
    }
}
