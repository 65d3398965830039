import Domain

/// What we read of Stripe's `checkout.session` object.
struct CheckoutSession: Hashable, Sendable {
    let id: String
    /// The top-up that it stands for, as we named it; nil: it is none of ours.
    let topUp: String?
    /// Where it is paid; nil once it cannot be any more.
    let url: String?
    /// The money is there. A session that is complete may still wait for it: bank debits take days.
    let isPaid: Bool
    let isExpired: Bool
    /// The buyer has done their part.
    let isComplete: Bool
    /// Before tax, which an operator may let Stripe add; nil: not in US dollars.
    let amount: MicroUSD?

    init?(_ object: JSONValue) {
        guard object["object"]?.stringValue == "checkout.session",
            let id = object["id"]?.stringValue
        else { return nil }
        self.id = id
        topUp = object["client_reference_id"]?.stringValue
        url = object["url"]?.stringValue
        isPaid = object["payment_status"]?.stringValue == "paid"
        isExpired = object["status"]?.stringValue == "expired"
        isComplete = object["status"]?.stringValue == "complete"
        let isDollars = object["currency"]?.stringValue == "usd"
        let most = MicroUSD.largest.rawValue / 10_000
        amount = object["amount_subtotal"]?.intValue.flatMap { cents in
            isDollars && (0...most).contains(cents) ? MicroUSD(cents * 10_000) : nil
        }
    }
}
