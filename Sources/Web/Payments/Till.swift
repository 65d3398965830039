import Domain
import Logging
import Storage

/// Sells credit: orders it, and grants it when the money has come. Whether Stripe tells us or we ask
/// is the same to it.
struct Till: Sendable {
    let house: House
    let stripe: StripeCheckout

    /// nil: nothing is sold here. Paid credit must buy real pictures, so not while the Sandbox stands
    /// in either.
    init?(_ house: House) {
        guard let stripe = house.stripe, !house.isStandingIn() else { return nil }
        self.init(house: house, stripe: stripe)
    }

    private init(house: House, stripe: StripeCheckout) {
        self.house = house
        self.stripe = stripe
    }

    /// Where what is paid is reported, which goes on while nothing new is sold.
    static func forReports(_ house: House) -> Till? {
        house.stripe.map { Till(house: house, stripe: $0) }
    }

    /// Writes the order down, then makes its session.
    func order(_ amount: MicroUSD, for visitor: Visitor) async throws -> TopUp {
        let now = house.store.clock.wall()
        let topUp = TopUp(
            id: house.store.identifiers.make("topup_", at: now),
            accountID: visitor.accountID,
            amount: amount,
            state: .open,
            sessionID: nil,
            sessionURL: nil,
            createdAt: now
        )
        try await house.store.open(topUp)
        let session = try await stripe.open(
            topUp,
            email: visitor.login.email,
            returnTo: house.link.publicURL() + "/dashboard/billing/top-ups/" + topUp.id
        )
        guard let url = session.url, url.hasPrefix("http") else {
            throw PaymentFailure(detail: "the session \(session.id) has no address")
        }
        try await house.store.attach(session: session.id, url: url, to: topUp.id)
        return topUp
    }

    /// Asks how it stands and takes it in. nil: there is nothing to ask about.
    func refresh(_ topUp: TopUp) async throws -> CheckoutSession? {
        guard topUp.state != .paid, let id = topUp.sessionID else { return nil }
        let session = try await stripe.session(id)
        try await take(session)
        return session
    }

    /// What Stripe says of a session, once or many times.
    ///
    /// - hasFailed: it was a payment that takes days, and did not come.
    func take(_ session: CheckoutSession, hasFailed: Bool = false) async throws {
        guard let id = session.topUp else { return }
        if session.isPaid {
            try await credit(session, topUp: id)
        } else if session.isExpired || hasFailed {
            try await house.store.expire(topUp: id, session: session.id)
        }
    }

    private func credit(_ session: CheckoutSession, topUp: String) async throws {
        let details: Logger.Metadata = ["session": "\(session.id)", "topUp": "\(topUp)"]
        guard let amount = session.amount else {
            return house.logger.critical("a payment is not in US dollars", metadata: details)
        }
        let outcome = try await house.store.settle(
            topUp: topUp,
            session: session.id,
            amount: amount
        )
        switch outcome {
        case .credited: house.logger.notice("a top-up is paid", metadata: details)
        case .known: break
        case .unknown:
            house.logger.critical("a payment belongs to no top-up of ours", metadata: details)
        case .differs(let ordered):
            let what = "a payment of $\(amount.dollars) for a top-up of $\(ordered.dollars)"
            house.logger.critical("\(what): nothing was credited", metadata: details)
        }
    }
}
