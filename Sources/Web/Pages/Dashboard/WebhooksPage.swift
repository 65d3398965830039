import Domain
import Egress
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/webhooks`: addresses that are told of every task, the secret that signs, and what was
/// sent, with the answers.
struct WebhooksPage: Sendable {
    let house: House

    /// Of one account.
    private static let mostEndpoints = 10
    private static let page = 25

    private static let fields = [
        FormView.Field(
            name: "url",
            label: "Address",
            hint: "Each task's record is sent there when the task ends."
        )
    ]

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(FormView(Self.fields), visitor, request)
    }

    /// `POST`: adds an address.
    func add(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let url = (body["url"] ?? "").filter { !$0.isWhitespace }
        do throws(EgressRefusal) {
            _ = try house.policy.checkSyntax(url)
        } catch {
            form.refuse("url", error.message)
        }
        let (success, failure) = (body["success"] != nil, body["failure"] != nil)
        if !success, !failure { form.problem = "Choose at least one of the two ends." }
        let endpoints = try await house.store.endpoints(account: visitor.accountID)
        if endpoints.count >= Self.mostEndpoints {
            form.problem = "An account has at most \(Self.mostEndpoints) addresses."
        }
        guard !form.isRefused else {
            return try await answer(form, visitor, request, ends: (success, failure))
        }
        let now = house.store.clock.wall()
        let isNew = try await house.store.add(
            WebhookEndpoint(
                id: house.store.identifiers.make("we_", at: now),
                url: url,
                onSuccess: success,
                onFailure: failure,
                createdAt: now
            ),
            account: visitor.accountID
        )
        if !isNew {
            form.refuse("url", "This address is there already.")
            return try await answer(form, visitor, request, ends: (success, failure))
        }
        return .seeOther("/dashboard/webhooks")
    }

    /// `POST …/act`: `do` is `test`, `off`, `on`, `remove` (of `id`), `resend` (of delivery `id`),
    /// `resend-failed` (since `since`).
    func act(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let (store, account, id) = (house.store, visitor.accountID, body["id"] ?? "")
        let isFound: Bool
        switch body["do"] {
        case "test": return try await test(id, visitor, request, context)
        case "off": isFound = try await store.setEndpoint(id, account: account, isOff: true)
        case "on": isFound = try await store.setEndpoint(id, account: account, isOff: false)
        case "remove": isFound = try await store.removeEndpoint(id, account: account)
        case "resend": isFound = try await store.resendDelivery(id, account: account)
        case "resend-failed":
            let since = body["since"].flatMap(CivilDate.init)?.start ?? Timestamp(milliseconds: 0)
            let count = try await store.resendFailed(account: account, since: since)
            return .seeOther("/dashboard/webhooks?resent=\(count)")
        default: isFound = false
        }
        guard isFound else { throw APIError.noSuchPage }
        return .seeOther("/dashboard/webhooks")
    }

    /// `POST …/secret`: shows it, or makes another; for a day both sign.
    func secret(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        if body["do"] == "rotate" {
            let sealed = try house.vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
            _ = try await house.store.rotateWebhookSecret(
                account: visitor.accountID,
                sealed: sealed
            )
        }
        guard let sealed = try await house.store.webhookSecrets(account: visitor.accountID) else {
            throw APIError.noSuchPage
        }
        let secret = try house.vault.open(sealed.current, for: "webhook").reveal()
        return try await answer(FormView(Self.fields), visitor, request, secret: secret)
    }

    /// Sends the newest task's record, which is what the address will get.
    private func test(
        _ id: String,
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let endpoints = try await house.store.endpoints(account: visitor.accountID)
        guard let endpoint = endpoints.first(where: { $0.id == id }) else {
            throw APIError.noSuchPage
        }
        var filter = TaskFilter(accountID: visitor.accountID, limit: 1)
        filter.states = [.success, .fail]
        guard let task = try await house.store.tasks(filter).first else {
            var form = FormView(Self.fields)
            form.problem = "There is no ended task to send. Order one first: the Sandbox is free."
            return try await answer(form, visitor, request)
        }
        _ = try await house.store.redeliver(
            task.id,
            to: endpoint.url,
            account: visitor.accountID,
            requestID: context.requestID
        )
        return .seeOther("/dashboard/webhooks?sent=1")
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        secret: String? = nil,
        ends: (success: Bool, failure: Bool) = (true, true)
    ) async throws -> Response {
        let asked = PageRequest(request, format: .html)
        let (store, account) = (house.store, visitor.accountID)
        let states = ["delivered", "pending", "exhausted"]
        let state = asked.query["state"].flatMap { states.contains($0) ? $0 : nil }
        var deliveries = try await store.deliveries(
            account: account,
            state: state,
            before: asked.query["before"],
            limit: Self.page + 1
        )
        let hasMore = deliveries.count > Self.page
        if hasMore { deliveries.removeLast() }
        let endpoints = try await store.endpoints(account: account)
        var view: [String: JSONValue] = [
            "form": form.view, "secret": .text(secret),
            "resent": .number(asked.query["resent"].flatMap { Int64($0) }),
            "onSuccess": .bool(ends.success), "onFailure": .bool(ends.failure),
            "sent": .text(asked.query["sent"]),
            "endpoints": .array(endpoints.map(\.view)), "hasEndpoints": .bool(!endpoints.isEmpty),
            "deliveries": .array(deliveries.map(\.view)),
            "isEmpty": .bool(deliveries.isEmpty), "isFiltered": .bool(state != nil),
            "hasSent": .bool(!deliveries.isEmpty || state != nil || asked.query["before"] != nil),
            "states": .array(
                [("", "Any state")].map { option($0.0, $0.1, state) }
                    + states.map { option($0, DeliveryRecord.word(for: $0), state) }
            ),
        ]
        if hasMore, let last = deliveries.last {
            let part = state.map { "state=\($0)&" } ?? ""
            view["next"] = .string("/dashboard/webhooks?\(part)before=\(last.id)#sent")
        }
        return try await DashboardPage(house: house).answer(
            "dashboard-webhooks",
            "Webhooks",
            path: "/dashboard/webhooks",
            view,
            for: visitor,
            status: form.isRefused ? .unprocessableContent : .ok,
            to: request
        )
    }

    private func option(_ value: String, _ title: String, _ chosen: String?) -> JSONValue {
        [
            "value": .string(value), "title": .string(title),
            "isChosen": .bool(value == chosen ?? ""),
        ]
    }
}

extension WebhookEndpoint {
    fileprivate var view: JSONValue {
        let ends = [onSuccess ? "success" : nil, onFailure ? "failure" : nil].compactMap(\.self)
        return [
            "id": .string(id), "url": .string(url),
            "ends": .string(ends.joined(separator: ", ")), "isOff": .bool(isOff),
            "state": .string(isOff ? "Off" : "On"), "kind": .string(isOff ? "off" : "ok"),
        ]
    }
}
