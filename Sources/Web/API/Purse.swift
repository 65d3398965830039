import Domain

/// Where the money of an order comes from.
enum Purse: Hashable, Sendable {
    /// The account's own; with the most that its owner agreed to, where they were shown a price.
    case balance(atMost: MicroUSD? = nil)
    /// The house's, for playing.
    case allowance

    var payer: Payer {
        switch self {
        case .balance: .customer
        case .allowance: .playground
        }
    }
}

/// A cell's order beside what every order says: which cell it fills, and whose money it is.
struct PlayedCell: Sendable {
    let place: CellPlace
    let purse: Purse
    let rateLimit: RateLimit
}
