import Domain
import Testing

@testable import Worker

@Suite struct RestingProviders {
    @Test func `five failures in a row open it, and a rest closes it again`() {
        let time = MovableTime()
        let breaker = Breaker(clock: time.clock)
        for _ in 0..<4 { breaker.failed("openai") }
        #expect(breaker.allows("openai"))
        breaker.failed("openai")
        #expect(!breaker.allows("openai"))
        #expect(breaker.allows("sandbox"))
        time.advance(by: .seconds(15))
        #expect(breaker.allows("openai"))
    }

    @Test func `a success forgets the failures before it`() {
        let breaker = Breaker(clock: MovableTime().clock)
        for _ in 0..<4 { breaker.failed("openai") }
        breaker.succeeded("openai")
        breaker.failed("openai")
        #expect(breaker.allows("openai"))
    }

    @Test func `a failure after the rest opens it at once`() {
        let time = MovableTime()
        let breaker = Breaker(clock: time.clock)
        for _ in 0..<5 { breaker.failed("openai") }
        time.advance(by: .seconds(15))
        breaker.failed("openai")
        #expect(!breaker.allows("openai"))
    }
}
