extension ProviderFailure {
    /// What happened, for the operator.
    package var detail: String {
        switch self {
        case .retry(_, let detail), .unavailable(_, let detail), .refused(_, let detail),
            .uncertain(_, let detail), .unusable(let detail), .notSent(let detail),
            .notKept(let detail):
            detail
        }
    }
}
