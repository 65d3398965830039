import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// `/dashboard/billing/top-ups/ID`: one order of credit, from its button to the money's coming.
///
/// The way to Stripe is a link: a form that left the site would be stopped by our own rules for pages.
struct TopUpPage: Sendable {
    let house: House

    static let fields = [
        FormView.Field(
            name: "usd",
            label: "Amount (USD)",
            hint: "From $\(TopUp.least.dollars) to $\(TopUp.most.dollars), in whole cents."
        )
    ]

    /// `POST /dashboard/billing/top-ups`
    func order(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        guard let till = Till(house) else { throw APIError.noSuchPage }
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let amount = form.dollars("usd", body)
        if let amount, amount < TopUp.least || amount > TopUp.most || amount.cents == nil {
            let range = "$\(TopUp.least.dollars) to $\(TopUp.most.dollars)"
            form.refuse("usd", "Must be in whole cents, \(range).")
        } else if amount == nil {
            form.refuse("usd", "Say how much, such as 25.")
        }
        guard let amount, !form.isRefused else {
            return try await BillingPage(house: house).show(visitor, request, topUp: form)
        }
        let tries = house.tries("top-up", request, context)
        try await tries.admit(.account(visitor.accountID), Limits.ownTopUps)
        do {
            let topUp = try await till.order(amount, for: visitor)
            return .seeOther(Self.path(topUp.id))
        } catch let failure as PaymentFailure {
            house.logger.error("Stripe made no session", metadata: ["why": "\(failure.detail)"])
            form.problem =
                "The payment provider does not answer as it should. Nothing was paid. Try again."
            return try await BillingPage(house: house).show(visitor, request, topUp: form)
        }
    }

    static func path(_ id: String) -> String { "/dashboard/billing/top-ups/" + id }

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let account = visitor.accountID
        let asked = PageRequest(request).query["from"]
        guard var topUp = try await house.store.topUp(id, account: account) else {
            throw APIError.noSuchPage
        }
        let session = try await refresh(topUp, house.tries("top-up look", request, context))
        if session != nil, let now = try await house.store.topUp(id, account: account) {
            topUp = now
        }
        return try await answer(topUp, session, from: asked, visitor, request)
    }

    /// Whoever looks may be quicker than Stripe's webhook, or it may never come.
    private func refresh(_ topUp: TopUp, _ tries: Tries) async throws -> CheckoutSession? {
        guard topUp.state != .paid, let till = Till.forReports(house),
            (try? await tries.admit(.order(topUp.id), Limits.looksAtTopUp)) != nil
        else { return nil }
        do {
            return try await till.refresh(topUp)
        } catch let failure as PaymentFailure {
            house.logger.warning("Stripe was not asked", metadata: ["why": "\(failure.detail)"])
            return nil
        }
    }

    private func answer(
        _ topUp: TopUp,
        _ session: CheckoutSession?,
        from asked: String?,
        _ visitor: Visitor,
        _ request: Request
    ) async throws -> Response {
        // A payment that takes days: done by the buyer, and not there yet. Stripe may be silent too.
        let isDone = session?.isComplete == true || asked == "paid"
        let isWaiting = topUp.state == .open && isDone
        let view: [String: JSONValue] = [
            "usd": .string(topUp.amount.cardText), "time": .string(topUp.createdAt.forPeople),
            "isPaid": .bool(topUp.state == .paid), "isExpired": .bool(topUp.state == .expired),
            "isWaiting": .bool(isWaiting),
            "isOpen": .bool(topUp.state == .open && !isWaiting),
            "isCancelled": .bool(topUp.state == .open && !isWaiting && asked == "cancelled"),
            "url": .text(topUp.sessionURL), "id": .string(topUp.id),
        ]
        return try await DashboardPage(house: house).answer(
            "dashboard-top-up",
            "Top-up",
            path: "/dashboard/billing",
            view,
            for: visitor,
            to: request
        )
    }
}
