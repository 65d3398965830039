import Domain
import Testing

@testable import Worker

@Suite struct ChoosingKeys {
    private let time = MovableTime()
    private let first = Secret("sk-first")
    private let second = Secret("sk-second")

    private func pool() -> KeyPool {
        let pool = KeyPool(clock: time.clock)
        pool.replace([
            KeyPool.Entry(id: nil, provider: "openai", secret: first),
            KeyPool.Entry(id: 7, provider: "openai", secret: second),
        ])
        return pool
    }

    @Test func `keys take turns`() {
        let pool = pool()
        let used = Set((0..<4).compactMap { _ in pool.key(for: "openai")?.secret })
        #expect(used == [first, second])
    }

    @Test func `a key that was refused rests, and the other serves`() {
        let pool = pool()
        pool.rest(first, for: .seconds(60))
        for _ in 0..<4 { #expect(pool.key(for: "openai")?.secret == second) }
        pool.rest(second, for: .seconds(60))
        #expect(pool.key(for: "openai") == nil)
        // It rests, and is there all the same: the variant stays on offer.
        #expect(pool.hasKey(for: "openai"))
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") != nil)
    }

    @Test func `a provider without a key has none`() {
        #expect(pool().key(for: "sandbox") == nil)
        #expect(!pool().hasKey(for: "sandbox"))
    }
}
