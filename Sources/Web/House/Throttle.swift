import Domain
import Storage
import Synchronization

/// Counts tries of what strangers may guess at or wear out, in memory. It slows the one who guesses;
/// an account itself is never locked, so nobody can lock its owner out. `Tries` says in which order.
final class Throttle: Sendable {
    /// In milliseconds.
    enum Window: Int64, CaseIterable, Sendable {
        case quarterHour = 900_000
        case hour = 3_600_000
    }

    struct Counter: Sendable {
        let name: CountedName
        let limit: Int
    }

    private struct Counts {
        var number: Int64 = 0
        var sketch = CountSketch()
    }

    private let clock: Clock
    private let quarters = Mutex(Counts())
    private let hours = Mutex(Counts())

    init(clock: Clock) {
        self.clock = clock
    }

    /// Counts so many tries in all of the counters; in none of them when one is full.
    ///
    /// - Returns: nil when they were counted, else the seconds after which the window ends.
    func count(_ counters: [Counter], in window: Window = .quarterHour, tries: Int = 1) -> Int64? {
        full(counters, in: window, tries: tries)?.seconds
    }

    /// As `count`, and says which counter is full: the last of them, where several are.
    func full(
        _ counters: [Counter],
        in window: Window = .quarterHour,
        tries: Int = 1
    ) -> (index: Int, seconds: Int64)? {
        let now = clock.steady().milliseconds
        let full = with(window, at: now) { sketch in
            let full = counters.lastIndex { sketch.count(of: $0.name) + tries > $0.limit }
            if full == nil { for counter in counters { sketch.add(tries, to: counter.name) } }
            return full
        }
        // Rounded up: after it, it is over.
        return full.map { ($0, (window.rawValue - now % window.rawValue + 999) / 1_000) }
    }

    /// They knew it after all.
    func forgive(_ name: CountedName, in window: Window = .quarterHour) {
        with(window, at: clock.steady().milliseconds) { $0.clear(name) }
    }

    private func with<T: Sendable>(
        _ window: Window,
        at now: Int64,
        _ use: (inout CountSketch) -> T
    ) -> T {
        func look(_ counts: inout Counts) -> T {
            let number = now / window.rawValue
            if number != counts.number {
                counts.number = number
                counts.sketch.clear()
            }
            return use(&counts.sketch)
        }
        switch window {
        case .quarterHour: return quarters.withLock { look(&$0) }
        case .hour: return hours.withLock { look(&$0) }
        }
    }
}
