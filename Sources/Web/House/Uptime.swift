import Domain
import Logging
package import Storage

/// How each model did lately, as the pages and the API show it: read from the store at most once a
/// second, and for at most a twentieth of the time, whoever asks.
package actor Uptime {
    /// At one moment.
    package struct Snapshot: Sendable {
        private let figures: [String: [HourFigure]]
        private let now: Timestamp

        fileprivate init(_ figures: [HourFigure], at now: Timestamp) {
            self.figures = Dictionary(grouping: figures, by: \.slug)
            self.now = now
        }

        /// Of these models together.
        func record(of slugs: [String]) -> TrackRecord {
            TrackRecord(slugs.lazy.flatMap { figures[$0] ?? [] }, at: now)
        }
    }

    private let store: Store
    private var current: (snapshot: Snapshot, until: Timestamp)?

    package init(store: Store) {
        self.store = store
    }

    func snapshot() async throws -> Snapshot {
        if let current, current.until > store.clock.steady() { return current.snapshot }
        let start = store.clock.steady()
        let snapshot = Snapshot(try await store.hourFigures(), at: store.clock.wall())
        let end = store.clock.steady()
        current = (snapshot, end + max(.seconds(1), (end - start) * 20))
        return snapshot
    }
}
