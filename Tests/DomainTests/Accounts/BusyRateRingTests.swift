import Domain
import Testing

@Suite struct `A request limit of thousands` {
    let limit = RateLimit(count: 5_000, window: .seconds(10))

    @Test func `never lets more than the limit into any window`() {
        var ring = RateRing()
        var accepted: [Int64] = []
        var refused = 0
        // Two requests a millisecond: four times what is allowed.
        for request in 0..<100_000 {
            let now = Int64(request / 2)
            if (try? ring.admit(at: Timestamp(milliseconds: now), limit: limit)) != nil {
                accepted.append(now)
            } else {
                refused += 1
            }
        }
        var first = 0
        var most = 0
        for last in accepted.indices {
            while accepted[first] <= accepted[last] - 10_000 { first += 1 }
            most = max(most, last - first + 1)
        }
        #expect(most == 5_000)
        #expect(refused > 70_000)
    }

    @Test func `stays small enough to be written with every accept`() throws {
        var ring = RateRing()
        for request in 0..<4_999 {
            let moment = Timestamp(milliseconds: Int64(request) * 2)
            try ring.admit(at: moment, limit: limit)
            #expect(ring.bursts.count <= 65)
        }
        #expect(ring.remaining(at: Timestamp(milliseconds: 9_998), limit: limit) == 1)
    }

    @Test func `says when a retry is accepted, and it is`() throws {
        var ring = RateRing()
        for _ in 0..<5_000 { try ring.admit(at: Timestamp(milliseconds: 100), limit: limit) }
        let before = ring
        let refusal = #expect(throws: RateLimited.self) {
            try ring.admit(at: Timestamp(milliseconds: 4_000), limit: limit)
        }
        #expect(ring == before)
        let wait = try #require(refusal).retryAfter.wholeMilliseconds
        // A burst counts as its end: at most a 64th of the window late.
        #expect((6_100...6_257).contains(wait))
        try ring.admit(at: Timestamp(milliseconds: 4_000 + wait), limit: limit)
    }

    @Test func `keeps what was accepted when it is lowered to an exact one`() throws {
        var ring = RateRing()
        for _ in 0..<100 { try ring.admit(at: Timestamp(milliseconds: 100), limit: limit) }
        let lower = RateLimit(count: 2, window: .seconds(10))
        #expect(throws: RateLimited.self) {
            try ring.admit(at: Timestamp(milliseconds: 9_000), limit: lower)
        }
        try ring.admit(at: Timestamp(milliseconds: 10_300), limit: lower)
        #expect(ring.hits == [10_300])
    }
}
