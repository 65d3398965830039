import Domain
import Testing

@testable import Worker

@Suite struct ChoosingKeys {
    private let time = MovableTime()
    private let first = KeyPool.Entry(id: nil, provider: "openai", secret: Secret("sk-first"))
    private let second = KeyPool.Entry(id: 7, provider: "openai", secret: Secret("sk-second"))

    private func pool() -> KeyPool {
        let pool = KeyPool(clock: time.clock)
        pool.replace([first, second])
        return pool
    }

    @Test func `keys take turns`() {
        let pool = pool()
        let used = Set((0..<4).compactMap { _ in pool.key(for: "openai") })
        #expect(used == [first, second])
    }

    @Test func `a key that was refused rests, and the other serves`() {
        let pool = pool()
        pool.rest(first, for: .seconds(60))
        for _ in 0..<4 { #expect(pool.key(for: "openai") == second) }
        pool.rest(second, for: .seconds(60))
        #expect(pool.key(for: "openai") == nil)
        // It rests, and is there all the same: the variant stays on offer.
        #expect(pool.hasKey(for: "openai"))
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") != nil)
    }

    @Test func `what one provider refused another may take`() {
        let pool = KeyPool(clock: time.clock)
        let other = KeyPool.Entry(id: 8, provider: "west", secret: first.secret)
        pool.replace([first, other])
        pool.rest(first, for: .seconds(60))
        #expect(!pool.isReady("openai"))
        #expect(pool.isReady("west"))
    }

    @Test func `a provider without a key has none`() {
        #expect(pool().key(for: "sandbox") == nil)
        #expect(!pool().hasKey(for: "sandbox"))
    }
}
