import Foundation

/// Holds a thread of the database at a place until the test opens it. It blocks on purpose: what
/// runs in a transaction cannot wait otherwise.
final class Gate: Sendable {
    private let opened = DispatchSemaphore(value: 0)
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrival) = AsyncStream.makeStream()
    }

    func pass() {
        arrival.yield()
        opened.wait()
    }

    /// Returns once somebody stands at the gate.
    func entered() async {
        for await _ in arrivals { return }
    }

    func open() { opened.signal() }
}
