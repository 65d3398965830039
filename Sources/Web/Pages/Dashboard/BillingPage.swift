import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/billing`: where the credit came from and went to, and the two lines that can be drawn:
/// *alert at* and *stop at*.
struct BillingPage: Sendable {
    let house: House

    private static let fields = [
        FormView.Field(
            name: "alert",
            label: "Alert at (USD a month)",
            hint: "You get an e-mail when it is reached. Nothing stops.",
            isRequired: false
        ),
        FormView.Field(
            name: "stop",
            label: "Stop at (USD a month)",
            hint: "What would go over it is refused before anything is bought. Empty: no limit.",
            isRequired: false
        ),
    ]

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(try await limits(visitor), visitor, request)
    }

    /// With a form for more credit that is refused.
    func show(
        _ visitor: Visitor,
        _ request: Request,
        topUp: FormView
    ) async throws -> Response {
        try await answer(try await limits(visitor), visitor, request, topUp: topUp)
    }

    private func limits(_ visitor: Visitor) async throws -> FormView {
        let spend = try await house.store.spend(.account, visitor.accountID)
        var form = FormView(Self.fields)
        form.fill("alert", spend?.alertAt?.dollars)
        form.fill("stop", spend?.month.cap?.dollars)
        return form
    }

    func setCaps(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let alert = form.dollars("alert", body)
        let stop = form.dollars("stop", body)
        guard !form.isRefused else { return try await answer(form, visitor, request) }
        try await house.store.setMonth(.account, visitor.accountID, cap: stop, alert: alert)
        return .seeOther("/dashboard/billing?changed=1")
    }

    private static let codeFields = [
        FormView.Field(name: "code", label: "Code", hint: "Such as AIG-7K2M-Q9XT-4DPR.")
    ]

    /// `POST /dashboard/billing/redeem`
    func redeem(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.codeFields, filled: body)
        let account = visitor.accountID
        let tries = house.tries("gift code", request, context)
        try tries.admit(fromNetwork: Limits.redeemsOfNetwork)
        try await tries.admit(.account(account), Limits.ownRedeems)
        if let code = GiftCode(typed: body["code"] ?? "") {
            do {
                let amount = try await house.store.redeem(code, account: account)
                return .seeOther("/dashboard/billing?credit=\(amount.dollars)")
            } catch GiftCodeRefusal.redeemedBefore {
                form.refuse("code", "You have redeemed this code before.")
            } catch GiftCodeRefusal.notValid {
                form.refuse("code", "This code is not valid, or not any more.")
            }
        } else {
            form.refuse("code", "A code has three groups of four letters and digits.")
        }
        return try await answer(try await limits(visitor), visitor, request, code: form)
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        code: FormView = FormView(codeFields),
        topUp: FormView? = nil
    ) async throws -> Response {
        let asked = PageRequest(request)
        let account = visitor.accountID
        let before = asked.query["before"].flatMap { Int64($0) }
        var lines = try await house.store.statement(account: account, before: before, limit: 51)
        let hasMore = lines.count == 51
        if hasMore { lines.removeLast() }
        let now = house.store.clock.wall()
        let spend = try await house.store.spend(.account, account)
        let balance = try await house.store.balance(account: account)
        var view: [String: JSONValue] = [
            "form": form.view, "isChanged": .bool(asked.query["changed"] != nil),
            "code": ["form": code.view],
            "credit": .text(asked.query["credit"].flatMap { MicroUSD(dollars: $0)?.dollarsFixed }),
            "caps": .array(house.caps(spend, at: now)),
            "grants": .array(try await house.store.grants(account: account).map(grant)),
            "lines": .array(lines.map(line)), "isEmpty": .bool(lines.isEmpty),
            "isFirst": .bool(before == nil),
        ]
        view["alerts"] = try await house.alerts(account, limit: 10)
        if Till(house) != nil { view["topUp"] = try await more(topUp, account) }
        if hasMore, let last = lines.last {
            view["next"] = .string("/dashboard/billing?before=\(last.position)")
        }
        view.merge(house.amount(balance?.held ?? .zero, named: "held")) { $1 }
        view.merge(house.amount(balance?.charged ?? .zero, named: "spent")) { $1 }
        let expired = balance?.expired ?? .zero
        view["hasExpired"] = .bool(expired.isPositive)
        view.merge(house.amount(expired, named: "expired")) { $1 }
        return try await DashboardPage(house: house).answer(
            "dashboard-billing",
            "Billing",
            path: "/dashboard/billing",
            view,
            for: visitor,
            status: [form, code, topUp].contains { $0?.isRefused == true }
                ? .unprocessableContent : .ok,
            to: request
        )
    }

    /// What buys more credit: the form, and orders that wait for their payment.
    private func more(_ form: FormView?, _ account: Int64) async throws -> JSONValue {
        var fresh = FormView(TopUpPage.fields)
        fresh.fill("usd", "25")
        let open = try await house.store.openTopUps(account: account)
        return [
            "form": (form ?? fresh).view,
            "open": .array(
                open.map {
                    [
                        "href": .string(TopUpPage.path($0.id)),
                        "usd": .string($0.amount.cardText),
                        "time": .string($0.createdAt.forPeople),
                    ]
                }
            ),
        ]
    }

    private func line(_ line: StatementLine) -> JSONValue {
        let what =
            switch line.kind {
            case "grant": line.reason ?? "Credit"
            case "settle": line.slug ?? "Task"
            case "breakage": "Expired credit"
            default: line.kind.capitalizedFirst
            }
        var view: [String: JSONValue] = [
            "time": .string(line.at.forPeople), "what": .string(what),
            "sign": .string(line.change.rawValue < 0 ? "−" : "+"),
        ]
        let size = line.change.rawValue < 0 ? MicroUSD.zero - line.change : line.change
        view.merge(house.amount(size, named: "change")) { $1 }
        if let task = line.taskID { view["task"] = .string("/dashboard/tasks/" + task) }
        return .object(view)
    }

    private func grant(_ grant: GrantLine) -> JSONValue {
        var view: [String: JSONValue] = [
            "time": .string(grant.at.forPeople), "reason": .string(grant.reason),
            "kind": .string(grant.kind == "paid" ? "Paid" : "Gift"),
            "expires": .text(grant.expiresAt?.forPeople),
        ]
        view.merge(house.amount(grant.amount, named: "amount")) { $1 }
        view.merge(house.amount(grant.remaining, named: "remaining")) { $1 }
        return .object(view)
    }
}
