import NIOHTTP1

/// When a failed try is repeated, and after how long. Every call of this client is safe to repeat:
/// reads by nature, creates by their idempotency key, cancels because cancelling twice is once.
enum RetryRule {
    /// - Parameters:
    ///   - error: How the try ended.
    ///   - tries: Tries made so far, 1 or more.
    ///   - chance: In 0 ..< 1; spreads clients that failed together.
    /// - Returns: The pause before the next try, or nil to give up.
    static func pause(after error: AIGenerateError, tries: Int, chance: Double) -> Duration? {
        guard tries < Limits.tries else { return nil }
        let spread = 0.75 + chance / 2
        let usual = Limits.firstPause * (1 << (tries - 1)) * spread
        switch error {
        case .transport(let fault):
            return fault.isTemporary ? usual : nil
        case .server(let answer):
            guard answer.isTemporary else { return nil }
            guard let wish = answer.retryAfter else { return usual }
            // Never earlier than asked; a little later, so that not all come at once.
            return wish <= Limits.longestRetryAfter ? wish + .milliseconds(200) * chance : nil
        default:
            return nil
        }
    }
}

extension HTTPHeaders {
    /// How long the server asks to wait: `retry-after-ms`, else `retry-after` in seconds (a date,
    /// which the contract does not have, counts as not given).
    var retryAfter: Duration? {
        if let text = first(name: "retry-after-ms"), let milliseconds = Int64(text) {
            return .milliseconds(Swift.max(0, milliseconds))
        }
        guard let text = first(name: "retry-after"), let seconds = Int64(text) else { return nil }
        return .seconds(Swift.max(0, seconds))
    }
}
