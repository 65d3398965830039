/// Credit that somebody buys.
package struct TopUp: Hashable, Sendable {
    package enum State: String, Sendable {
        /// Nothing was paid so far.
        case open
        /// The money came, and the credit with it.
        case paid
        /// Its time to pay is over. Money that comes after it still counts.
        case expired
    }

    package let id: String
    package let accountID: Int64
    package let amount: MicroUSD
    package let state: State
    /// The payment provider's name for it; nil until that has answered.
    package let sessionID: String?
    /// Where it is paid.
    package let sessionURL: String?
    package let createdAt: Timestamp

    package init(
        id: String,
        accountID: Int64,
        amount: MicroUSD,
        state: State,
        sessionID: String?,
        sessionURL: String?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.amount = amount
        self.state = state
        self.sessionID = sessionID
        self.sessionURL = sessionURL
        self.createdAt = createdAt
    }

    /// How long a session can be paid: Stripe's default.
    package static let payable = Duration.seconds(86_400)
    /// How long a payment that takes days may take.
    package static let unpaidMost = Duration.seconds(30 * 86_400)
    package static let least = MicroUSD(5_000_000)
    package static let most = MicroUSD(1_000_000_000)
}

extension MicroUSD {
    /// As a card is charged: `25.00`.
    package var cardText: String {
        cents.map { "\($0 / 100)." + String($0 % 100 + 100).dropFirst() } ?? dollars
    }

    /// Whole cents, as cards are charged; nil where there is a fraction of one.
    package var cents: Int64? {
        rawValue % 10_000 == 0 ? rawValue / 10_000 : nil
    }
}
