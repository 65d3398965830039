import Domain
import Testing

@Suite struct `The request limit` {
    let limit = RateLimit(count: 20, window: .seconds(10))

    @Test func `is exactly the limit in any window, over a million arrivals`() {
        var random = SeededRandom(seed: 10)
        var ring = RateRing()
        var book = AcceptedRequests(limit: 20, window: 10_000)
        var now: Int64 = 0
        var differences = 0
        var refused = 0
        for _ in 0..<1_000_000 {
            now +=
                random.next() % 16 == 0 ? Int64(random.next() % 6_000) : Int64(random.next() % 64)
            let isAccepted =
                (try? ring.admit(at: Timestamp(milliseconds: now), limit: limit)) != nil
            if isAccepted != book.accept(at: now) { differences += 1 }
            if !isAccepted { refused += 1 }
        }
        #expect(differences == 0)
        // Both answers came up often, else nothing was compared.
        #expect(refused > 100_000 && refused < 900_000)
        #expect(ring.hits.count == 20)
    }

    @Test func `says truly when a retry is accepted`() throws {
        var random = SeededRandom(seed: 11)
        var ring = RateRing()
        var now: Int64 = 0
        var refusals = 0
        for _ in 0..<20_000 {
            now += Int64(random.next() % 800)
            let before = ring
            do throws(RateLimited) {
                try ring.admit(at: Timestamp(milliseconds: now), limit: limit)
            } catch {
                refusals += 1
                #expect(ring == before, "a refused request enters nothing")
                let wait = error.retryAfter.wholeMilliseconds
                #expect(wait > 0)
                #expect(error.retryAfterSeconds * 1_000 >= wait)
                var early = ring
                var due = ring
                #expect(throws: RateLimited.self) {
                    try early.admit(at: Timestamp(milliseconds: now + wait - 1), limit: limit)
                }
                try due.admit(at: Timestamp(milliseconds: now + wait), limit: limit)
            }
        }
        #expect(refusals > 1_000)
    }

    @Test func `counts down as requests come and up as they grow old`() throws {
        var ring = RateRing()
        for second in 0..<20 {
            try ring.admit(at: Timestamp(milliseconds: Int64(second) * 100), limit: limit)
        }
        #expect(ring.remaining(at: Timestamp(milliseconds: 1_900), limit: limit) == 0)
        #expect(ring.remaining(at: Timestamp(milliseconds: 9_999), limit: limit) == 0)
        #expect(ring.remaining(at: Timestamp(milliseconds: 10_000), limit: limit) == 1)
        #expect(ring.remaining(at: Timestamp(milliseconds: 20_000), limit: limit) == 20)
    }

    @Test func `that was lowered counts the newest only`() throws {
        var ring = RateRing(hits: Array(0..<20))
        let lower = RateLimit(count: 2, window: .seconds(10))
        #expect(throws: RateLimited.self) {
            try ring.admit(at: Timestamp(milliseconds: 10_017), limit: lower)
        }
        try ring.admit(at: Timestamp(milliseconds: 10_018), limit: lower)
        #expect(ring.hits == [19, 10_018])
    }

    @Test func `survives a clock that restarts earlier`() throws {
        var ring = RateRing(hits: [5, 900_000]).clamped(to: Timestamp(milliseconds: 100))
        #expect(ring.hits == [5, 100])
        try ring.admit(at: Timestamp(milliseconds: 100), limit: limit)
    }
}

/// The rule, word for word: at most `limit` accepted in the window that ends now.
private struct AcceptedRequests {
    let limit: Int
    let window: Int64
    var times: [Int64] = []
    var firstInWindow = 0

    init(limit: Int, window: Int64) {
        self.limit = limit
        self.window = window
    }

    mutating func accept(at now: Int64) -> Bool {
        while firstInWindow < times.count, times[firstInWindow] <= now - window {
            firstInWindow += 1
        }
        guard times.count - firstInWindow < limit else { return false }
        times.append(now)
        return true
    }
}
