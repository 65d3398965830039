import AIGenerateClient
import AsyncHTTPClient
import Synchronization

/// Time that passes only by sleeping, and at once.
final class StandInTime: Sendable {
    // The client sleeps on its own tasks while the test reads.
    private let state = Mutex((now: ContinuousClock().now, pauses: [Duration]()))

    /// What was slept, in order.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    /// Chance is always in the middle, so pauses are exact.
    var pace: Pace {
        Pace(
            now: { self.state.withLock { $0.now } },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.pauses.append(duration)
                    state.now += duration
                }
            },
            chance: { 0.5 }
        )
    }
}

/// A client at a shop that is open while `body` runs.
func atShop<Value>(
    _ script: StandInShop.Script = StandInShop.Script(),
    faults: [String: [StandInShop.Fault]] = [:],
    _ body: (AIGenerateClient, StandInShop, StandInTime) async throws -> Value
) async throws -> Value {
    let shop = StandInShop(script, faults: faults)
    let server = try await StandInServer.start { shop.respond($0) }
    let time = StandInTime()
    let client = try AIGenerateClient(
        server: "http://127.0.0.1:\(server.port)/",
        key: "sk-aig-0123456789abcdefghij",
        httpClient: .shared,
        pace: time.pace
    )
    do {
        let value = try await body(client, shop, time)
        try await server.stop()
        return value
    } catch {
        try await server.stop()
        throw error
    }
}
