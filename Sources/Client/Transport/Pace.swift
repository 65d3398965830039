/// Time and chance as the client uses them, in one value, so that a test can stand in for both.
package struct Pace: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    /// Returns after a while; throws `CancellationError` when the calling task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// A number in 0 ..< 1.
    package var chance: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        chance: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.chance = chance
    }

    static let real = Pace(
        now: { ContinuousClock().now },
        sleep: { try await Task.sleep(for: $0) },
        chance: { Double.random(in: 0..<1) }
    )
}

extension Pace {
    func pause(_ duration: Duration) async throws(AIGenerateError) {
        do {
            try await sleep(duration)
        } catch {
            throw .cancelled
        }
    }
}
