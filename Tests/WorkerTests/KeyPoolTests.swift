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

    private func refusal(
        _ reason: ProviderFailure.UnavailableReason = .badKey,
        model: String? = nil
    ) -> KeyRefusal {
        KeyRefusal(reason: reason, model: model, detail: "HTTP 401", since: time.current)
    }

    @Test func `keys take turns`() {
        let pool = pool()
        let used = Set((0..<4).compactMap { _ in pool.key(for: "openai") })
        #expect(used == [first, second])
    }

    @Test func `the turns of one provider are none of another's`() {
        let pool = KeyPool(clock: time.clock)
        let west = ["a", "b"].enumerated().map { index, name in
            KeyPool.Entry(id: Int64(index), provider: "west", secret: Secret("sk-west-\(name)"))
        }
        pool.replace([first, second] + west)
        var used: [String: [KeyPool.Entry?]] = [:]
        for _ in 0..<4 {
            for provider in ["openai", "west"] {
                used[provider, default: []].append(pool.key(for: provider))
            }
        }
        for (provider, keys) in used {
            #expect(Set(keys.prefix(2)).count == 2, "\(provider)")
            #expect(keys[0] == keys[2] && keys[1] == keys[3], "\(provider)")
        }
    }

    @Test func `after a call another key comes before the one that was used`() {
        let pool = pool()
        for _ in 0..<4 { #expect(pool.key(for: "openai", after: first) == second) }
        pool.refused(second, refusal())
        #expect(pool.key(for: "openai", after: first) == first)
    }

    @Test func `a key that was refused rests, and the other serves`() {
        let pool = pool()
        pool.refused(first, refusal())
        for _ in 0..<4 { #expect(pool.key(for: "openai") == second) }
        #expect(pool.refusals(of: first).map(\.reason) == [.badKey])
        pool.refused(second, refusal(.noQuota))
        #expect(pool.key(for: "openai") == nil)
        #expect(!pool.isReady("openai"))
        // It rests, and is there all the same: the variant stays on offer.
        #expect(pool.hasKey(for: "openai"))
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") != nil)
    }

    @Test func `one call at a time tries a refused key, and the others are served meanwhile`() {
        let pool = pool()
        pool.refused(first, refusal())
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") == first)
        for _ in 0..<4 { #expect(pool.key(for: "openai") == second) }
        // Refused once more: beside a good key it rests twice as long.
        pool.refused(first, refusal())
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") == second)
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") == first)
        #expect(pool.accepted(first, model: "m"))
        #expect(!pool.accepted(first, model: "m"), "It is known.")
        #expect(Set((0..<4).compactMap { _ in pool.key(for: "openai") }) == [first, second])
    }

    @Test func `a call that says nothing about its key gives the trial to the next`() {
        let pool = pool()
        pool.refused(first, refusal())
        time.advance(by: .seconds(60))
        #expect(pool.key(for: "openai") == first)
        #expect(pool.isOnTrial("openai", model: "m"))
        pool.endTrial(first)
        #expect(!pool.isOnTrial("openai", model: "m"))
        #expect(pool.key(for: "openai") == first)
    }

    @Test func `a model that a key may not use says nothing about its others`() {
        let pool = pool()
        pool.refused(first, refusal(.notAllowed, model: "large"))
        for _ in 0..<4 { #expect(pool.key(for: "openai", model: "large") == second) }
        let used = Set((0..<4).compactMap { _ in pool.key(for: "openai", model: "small") })
        #expect(used == [first, second])
        #expect(!pool.hasGood("openai", model: "large", besides: second))
        #expect(pool.hasGood("openai", model: "small", besides: second))
    }

    @Test func `what an earlier start knew is known, and looked at again at once`() {
        let pool = pool()
        pool.restore([refusal()], of: first)
        #expect(pool.refusals(of: first).count == 1)
        #expect(pool.key(for: "openai") == first)
        #expect(pool.key(for: "openai") == second)
    }

    @Test func `a key that is put in the place of a refused one is not refused`() {
        let pool = pool()
        pool.refused(first, refusal())
        let new = KeyPool.Entry(id: nil, provider: "openai", secret: Secret("sk-new"))
        pool.replace([new, second])
        #expect(pool.refusals(of: new).isEmpty)
        #expect(new.stored != first.stored)
    }

    @Test func `what one provider refused another may take`() {
        let pool = KeyPool(clock: time.clock)
        let other = KeyPool.Entry(id: 8, provider: "west", secret: first.secret)
        pool.replace([first, other])
        pool.refused(first, refusal())
        #expect(!pool.isReady("openai"))
        #expect(pool.isReady("west"))
    }

    @Test func `a provider without a key has none`() {
        #expect(pool().key(for: "sandbox") == nil)
        #expect(!pool().hasKey(for: "sandbox"))
    }
}
