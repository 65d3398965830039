import Domain
import Egress
import Synchronization
import Testing

@testable import Web

@Suite struct `Counting tries` {
    private let throttle = Throttle(
        clock: Clock(
            wall: { Timestamp(milliseconds: 0) },
            steady: { Timestamp(milliseconds: 0) }
        )
    )

    private func counter(_ name: String, _ limit: Int) -> Throttle.Counter {
        Throttle.Counter(name: CountedName(name), limit: limit)
    }

    @Test func `ends at the limit, for that name alone`() {
        for _ in 1...3 { #expect(throttle.count([counter("a", 3)]) == nil) }
        #expect(throttle.count([counter("a", 3)]) == 900)
        #expect(throttle.count([counter("b", 3)]) == nil)
        throttle.forgive(CountedName("a"))
        #expect(throttle.count([counter("a", 3)]) == nil)
    }

    @Test func `counts in all counters, or in none of them`() {
        for _ in 1...10 { _ = throttle.count([counter("one", 3), counter("all", 100)]) }
        // Seven of the ten did not pass the first, so they are not in the second.
        for _ in 1...97 { #expect(throttle.count([counter("all", 100)]) == nil) }
        #expect(throttle.count([counter("all", 100)]) != nil)
        for _ in 1...5 { _ = throttle.count([counter("new", 3), counter("all", 100)]) }
        #expect(throttle.count([counter("new", 3)], tries: 3) == nil)
        #expect(throttle.count([counter("few", 3)], tries: 4) != nil)
    }

    @Test func `has a window of an hour, apart from that of a quarter`() {
        #expect(throttle.count([counter("a", 1)], in: .hour) == nil)
        #expect(throttle.count([counter("a", 1)], in: .hour) == 3_600)
        #expect(throttle.count([counter("a", 1)]) == nil)
    }

    @Test func `is neither begun anew nor filled by a flood of names`() {
        for _ in 1...10 { #expect(throttle.count([counter("guessed", 10)]) == nil) }
        for number in 0...100_000 { _ = throttle.count([counter("name \(number)", 10)]) }
        #expect(throttle.count([counter("guessed", 10)]) != nil)
        // All of them share cells by now, and still nobody has many.
        let honest = (0..<1_000).count { throttle.count([counter("honest \($0)", 20)]) == nil }
        #expect(honest > 990)
    }

    @Test func `of a network and of those around it, each has its own limit`() throws {
        let networks = try (0..<10).map { index in
            ClientNetwork(try #require(IPAddress("2001:db8:1:\(index)::7")))
        }
        let other = ClientNetwork(try #require(IPAddress("2001:db8:2::7")))
        func admits(_ network: ClientNetwork) -> Bool {
            let counters = network.levels.map { counter($0.name, 10 * $0.factor) }
            return throttle.count(counters) == nil
        }
        for _ in 1...10 { #expect(admits(networks[0])) }
        #expect(!admits(networks[0]))
        // One /64 has its ten, all of the /48 forty.
        #expect((0..<100).count { admits(networks[$0 % 10]) } == 30)
        #expect(admits(other))
        let mapped = try #require(IPAddress(asWritten: "::ffff:203.0.113.7"))
        #expect(ClientNetwork(mapped).name == "203.0.113.7/32")
    }

    @Test func `says a network's refusals once a minute, and how many were not said`() {
        let now = Mutex<Int64>(0)
        let clock = Clock(
            wall: { Timestamp(milliseconds: 0) },
            steady: { Timestamp(milliseconds: now.withLock { $0 }) }
        )
        let notice = RefusalNotice(clock: clock)
        #expect(notice.count("a") == 0)
        #expect(notice.count("a") == nil)
        #expect(notice.count("a") == nil)
        #expect(notice.count("b") == 0)
        now.withLock { $0 += 60_000 }
        #expect(notice.count("a") == 2)
        #expect(notice.count("b") == 0)
        now.withLock { $0 += 120_000 }
        #expect(notice.count("a") == 0)
        for network in 1...5_000 { _ = notice.count("flood \(network)") }
        #expect(notice.count("late") == nil)
        #expect(notice.count("a") == nil)
    }
}
