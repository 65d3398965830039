package import Domain
import Foundation
package import Storage

/// The providers' keys, and which of them may be used now. A key that the provider refused rests, and
/// is then tried by one call at a time; meanwhile the others serve.
///
/// `@unchecked Sendable`: `keys`, `standings` and `turns` are protected by `lock`.
package final class KeyPool: @unchecked Sendable {
    package struct Entry: Hashable, Sendable {
        /// nil: from the environment.
        package let id: Int64?
        package let provider: String
        package let secret: Secret

        package init(id: Int64?, provider: String, secret: Secret) {
            self.id = id
            self.provider = provider
            self.secret = secret
        }

        /// For the log: never the key.
        package var name: String { id.map { "#\($0)" } ?? "environment" }

        package var stored: KeyPlace { KeyPlace(provider: provider, id: id, secret: secret) }
    }

    private struct Standing {
        var refusal: KeyRefusal
        /// How often in a row.
        var count: Int
        var refusedAt: Timestamp
        /// A call is trying it, and is given up on then.
        var trialUntil: Timestamp?
    }

    /// So long a refused key rests when no other serves; then one call tries it.
    static let rest = Duration.seconds(60)
    /// Beside a good key the rest doubles at each refusal, up to this.
    static let longestRest = Duration.seconds(960)
    /// A key that is wrong is refused within seconds: after this another call may try it.
    private static let longestTrial = Duration.seconds(10)

    private let clock: Clock
    private let lock = NSLock()
    private var keys: [Entry] = []
    /// By key, then by model; the name of no model is nil.
    private var standings: [Entry: [String?: Standing]] = [:]
    private var turns: [String: Int] = [:]

    package init(clock: Clock) {
        self.clock = clock
    }

    /// Puts the whole list in place: at start, and when the operator adds or removes one.
    package func replace(_ keys: [Entry]) {
        lock.withLock {
            self.keys = keys
            standings = standings.filter { keys.contains($0.key) }
        }
    }

    package func hasKey(for provider: String) -> Bool {
        lock.withLock { keys.contains { $0.provider == provider } }
    }

    /// A key of the provider may be used now, for this model if one is given.
    package func isReady(_ provider: String, model: String? = nil) -> Bool {
        let now = clock.steady()
        return lock.withLock {
            !good(provider, model).isEmpty || due(provider, model, at: now) != nil
        }
    }

    /// A key that was not refused, for this model if one is given, beside one that just failed.
    package func hasGood(
        _ provider: String,
        model: String? = nil,
        besides key: Entry? = nil
    ) -> Bool {
        lock.withLock { good(provider, model).contains { $0 != key } }
    }

    func entry(of provider: String, id: Int64?) -> Entry? {
        lock.withLock { keys.first { $0.provider == provider && $0.id == id } }
    }

    /// A call is finding out whether a refused key is taken again.
    package func isOnTrial(_ provider: String, model: String) -> Bool {
        let now = clock.steady()
        return lock.withLock {
            keys.contains { key in
                key.provider == provider
                    && against(key, model).contains { $0.trialUntil.map { $0 > now } ?? false }
            }
        }
    }

    /// The next usable key of a provider, in turn. A refused one whose rest is over is taken first,
    /// by this one call: that is how it comes back.
    ///
    /// - model: the provider's own name of it
    /// - last: the key of the call before, which is passed over if there is another
    package func key(
        for provider: String,
        model: String? = nil,
        after last: Entry? = nil
    ) -> Entry? {
        let now = clock.steady()
        return lock.withLock {
            if let trial = due(provider, model, at: now) {
                for (name, standing) in standings[trial] ?? [:] where name == nil || name == model {
                    var standing = standing
                    standing.trialUntil = now + Self.longestTrial
                    standings[trial]?[name] = standing
                }
                return trial
            }
            let good = good(provider, model)
            let others = good.filter { $0 != last }
            let usable = others.isEmpty ? good : others
            guard !usable.isEmpty else { return nil }
            turns[provider, default: 0] += 1
            return usable[turns[provider, default: 0] % usable.count]
        }
    }

    /// Lets a key rest after the provider refused it.
    package func refused(_ key: Entry, _ refusal: KeyRefusal) {
        let now = clock.steady()
        lock.withLock {
            guard keys.contains(key) else { return }
            let earlier = standings[key]?[refusal.model]
            // Calls that were under way together count as one.
            let isNew = earlier.map { $0.trialUntil != nil } ?? true
            standings[key, default: [:]][refusal.model] = Standing(
                refusal: earlier.map { $0.refusal.beginning(refusal) } ?? refusal,
                count: (earlier?.count ?? 0) + (isNew ? 1 : 0),
                refusedAt: now
            )
        }
    }

    /// The provider took the key for this model. True when it had refused it before.
    package func accepted(_ key: Entry, model: String) -> Bool {
        lock.withLock {
            guard let found = standings[key] else { return false }
            let left = found.filter { $0.key != nil && $0.key != model }
            standings[key] = left.isEmpty ? nil : left
            return left.count < found.count
        }
    }

    /// A call ended that says nothing about its key, for or against.
    package func endTrial(_ key: Entry) {
        lock.withLock {
            for name in (standings[key] ?? [:]).keys { standings[key]?[name]?.trialUntil = nil }
        }
    }

    /// What the provider says against a key.
    package func refusals(of key: Entry) -> [KeyRefusal] {
        lock.withLock {
            (standings[key] ?? [:]).values.map(\.refusal).sorted { $0.since < $1.since }
        }
    }

    /// The keys of a provider, and what it says against each.
    package func refusals(of provider: String) -> [(key: Entry, refusals: [KeyRefusal])] {
        lock.withLock { keys.filter { $0.provider == provider } }.map { ($0, refusals(of: $0)) }
    }

    /// What an earlier start knew: each such key is tried by one call at once.
    package func restore(_ refusals: [KeyRefusal], of key: Entry) {
        let longAgo = clock.steady() - Self.longestRest
        lock.withLock {
            guard keys.contains(key), standings[key] == nil else { return }
            for refusal in refusals {
                standings[key, default: [:]][refusal.model] = Standing(
                    refusal: refusal,
                    count: 1,
                    refusedAt: longAgo
                )
            }
        }
    }

    /// The operator tested the provider, or acted there: refused keys are tried by the next calls.
    package func endRests(of provider: String) {
        let longAgo = clock.steady() - Self.longestRest
        lock.withLock {
            for key in keys where key.provider == provider {
                for name in (standings[key] ?? [:]).keys {
                    standings[key]?[name]?.refusedAt = longAgo
                    standings[key]?[name]?.trialUntil = nil
                }
            }
        }
    }
}

// Call all of these under the lock.
extension KeyPool {
    private func against(_ key: Entry, _ model: String?) -> [Standing] {
        guard let found = standings[key] else { return [] }
        return [found[nil], model == nil ? nil : found[model]].compactMap(\.self)
    }

    private func good(_ provider: String, _ model: String?) -> [Entry] {
        keys.filter { $0.provider == provider && against($0, model).isEmpty }
    }

    /// A refused key whose rest is over and that nobody tries now.
    private func due(_ provider: String, _ model: String?, at now: Timestamp) -> Entry? {
        let hasGood = !good(provider, model).isEmpty
        return keys.first { key in
            let standings = against(key, model)
            guard key.provider == provider, !standings.isEmpty else { return false }
            return standings.allSatisfy { standing in
                if let until = standing.trialUntil, until > now { return false }
                let wait = hasGood ? Self.rest * (1 << min(standing.count - 1, 4)) : Self.rest
                return standing.refusedAt + min(wait, Self.longestRest) <= now
            }
        }
    }
}

extension KeyRefusal {
    /// The newest words, since when the first of them came.
    fileprivate func beginning(_ newest: KeyRefusal) -> KeyRefusal {
        KeyRefusal(
            reason: newest.reason,
            model: newest.model,
            detail: newest.detail,
            since: reason == newest.reason ? since : newest.since
        )
    }
}
