import Domain
import Synchronization

/// Counts requests that were refused, per key, or per network where there is no valid key. Above the
/// limit what would be refused is answered 429; what is in order goes on.
///
/// Whether an order would be refused, only its body tells. Once a key is above the limit, each body that
/// is refused is remembered by its hash until the window ends, so that it is read once and not again.
final class RefusalLimiter: Sendable {
    enum Subject: Hashable, Sendable {
        case key(Int64)
        case network(ClientNetwork)
    }

    /// A request of a subject: its address and its body.
    struct Fingerprint: Hashable, Sendable {
        fileprivate let hash: UInt64
    }

    private struct State {
        var window: Int64 = 0
        var counts = CountSketch(columns: 16_384)
        var refused: Set<Fingerprint> = []
    }

    /// Requests that are remembered at once.
    private static let mostRemembered = 10_000

    private let limit: RateLimit
    private let clock: Clock
    private let state = Mutex(State())
    /// Somebody is, or was lately, above the limit: spares everybody else the look.
    private let isAnyoneOver = Atomic(false)

    init(limit: RateLimit, clock: Clock) {
        self.limit = limit
        self.clock = clock
    }

    var isQuiet: Bool { !isAnyoneOver.load(ordering: .relaxed) }

    /// One more was refused.
    ///
    /// - Returns: what is answered instead, when it is one too many.
    func count(_ subject: Subject, _ fingerprint: Fingerprint?) -> APIError? {
        let isOver = withState { state in
            let isOver = subject.names.contains { name, factor in
                state.counts.count(of: name) >= limit.count * factor
            }
            if isOver {
                if let fingerprint, state.refused.count < Self.mostRemembered {
                    state.refused.insert(fingerprint)
                }
            } else {
                for (name, _) in subject.names { state.counts.add(1, to: name) }
            }
            return isOver
        }
        if isOver { isAnyoneOver.store(true, ordering: .relaxed) }
        return isOver ? refusal(of: subject) : nil
    }

    /// The subject has no refusal left in this window.
    func isOver(_ subject: Subject) -> Bool {
        withState { state in
            subject.names.contains { name, factor in
                state.counts.count(of: name) >= limit.count * factor
            }
        }
    }

    /// What is answered to the very request that was refused before.
    func refusal(of subject: Subject, _ fingerprint: Fingerprint) -> APIError? {
        withState { $0.refused.contains(fingerprint) } ? refusal(of: subject) : nil
    }

    private func refusal(of subject: Subject) -> APIError {
        let length = limit.window.wholeMilliseconds
        let rest = length - clock.steady().milliseconds % length
        var whose = "this key"
        if case .network = subject { whose = "this address" }
        return .tooManyRefusals(limit, of: whose, seconds: (rest + 999) / 1_000)
    }

    private func withState<T: Sendable>(_ use: (inout State) -> T) -> T {
        let number = clock.steady().milliseconds / limit.window.wholeMilliseconds
        return state.withLock { state in
            if number != state.window {
                state.window = number
                state.counts.clear()
                state.refused.removeAll(keepingCapacity: true)
                isAnyoneOver.store(false, ordering: .relaxed)
            }
            return use(&state)
        }
    }
}

extension RefusalLimiter.Subject {
    fileprivate var names: [(CountedName, factor: Int)] {
        switch self {
        case .key(let id): [(CountedName("key", String(id)), 1)]
        case .network(let network): network.levels.map { (CountedName($0.name), $0.factor) }
        }
    }
}

extension RefusalLimiter.Fingerprint {
    /// - texts: what else decides about the request than its body.
    init(_ subject: RefusalLimiter.Subject, _ texts: [String], _ body: UnsafeRawBufferPointer) {
        var hasher = Hasher()
        hasher.combine(subject)
        for text in texts { hasher.combine(CountedName(text)) }
        hasher.combine(bytes: body)
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
