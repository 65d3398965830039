import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/keys`: the keys with what they spent; a new one is shown once, with a line to paste.
struct KeysPage: Sendable {
    let house: House

    private static let fields = [
        FormView.Field(name: "name", label: "Name", hint: "What uses it: “ci”, “my laptop”."),
        FormView.Field(
            name: "month",
            label: "Stop at (USD a month)",
            hint: "More is refused before anything is bought. Empty: no cap.",
            isRequired: false
        ),
        FormView.Field(
            name: "alert",
            label: "Alert at (USD a month)",
            hint: "Written into the account's events when it is reached. Nothing stops.",
            isRequired: false
        ),
    ]

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(FormView(Self.fields), visitor, request)
    }

    func create(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let name = String((body["name"] ?? "").prefix(100))
        if name.allSatisfy(\.isWhitespace) { form.refuse("name", "Give it a name.") }
        let month = form.dollars("month", body)
        let alert = form.dollars("alert", body)
        let isTest = body["kind"] == "test"
        let count = try await house.store.keys(account: visitor.accountID).count
        if count >= 500 { form.problem = "An account has at most 500 keys." }
        guard !form.isRefused else { return try await answer(form, visitor, request) }
        let key = try await IssueKey(store: house.store, vault: house.vault)(
            account: visitor.accountID,
            name: name,
            isTest: isTest
        )
        try await house.store.setMonth(.key, key.id, cap: month, alert: alert)
        return try await answer(FormView(Self.fields), visitor, request, new: key.text)
    }

    func revoke(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        let key = try await find(visitor, context)
        _ = try await house.store.revokeKey(key.id)
        house.keys.clear()
        return .seeOther("/dashboard/keys")
    }

    /// `GET …/revoke`: asks once more, for it cannot be taken back.
    func confirm(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let key = try await find(visitor, context)
        return try await DashboardPage(house: house).answer(
            "dashboard-revoke",
            "Revoke a key",
            path: "/dashboard/keys",
            ["id": .int(key.id), "name": .string(key.name), "hint": .string(key.hint)],
            for: visitor,
            to: request
        )
    }

    private func find(_ visitor: Visitor, _ context: APIContext) async throws -> APIKey {
        let id = context.parameters.get("id").flatMap { Int64($0) } ?? 0
        guard let key = try await house.store.key(id: id), key.accountID == visitor.accountID,
            !key.isBuiltIn
        else {
            throw APIError.noSuchPage
        }
        return key
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        new: String? = nil
    ) async throws -> Response {
        let now = house.store.clock.wall()
        var rows: [JSONValue] = []
        for key in try await house.store.keys(account: visitor.accountID).reversed() {
            let spend = try await house.store.spend(.key, key.id)
            rows.append(.object(row(key, spend, now)))
        }
        var view: [String: JSONValue] = [
            "keys": .array(rows), "form": form.view, "isEmpty": .bool(rows.isEmpty),
        ]
        if let new {
            view["new"] = .string(new)
            view["command"] = .string(
                "export AIGENERATE_API_KEY=\(new)\n"
                    + CallExample(
                        base: house.link.publicURL(),
                        model: "sandbox-instant"
                    ).code(in: .curl)
            )
        }
        return try await DashboardPage(house: house).answer(
            "dashboard-keys",
            "Keys",
            path: "/dashboard/keys",
            view,
            for: visitor,
            status: form.isRefused ? .unprocessableContent : .ok,
            to: request
        )
    }

    private func row(_ key: APIKey, _ spend: SpendRow?, _ now: Timestamp) -> [String: JSONValue] {
        let isUsable = key.isUsable(now)
        var view: [String: JSONValue] = [
            "id": .int(key.id), "name": .string(key.name), "hint": .string(key.hint),
            "isTest": .bool(key.isTest), "isUsable": .bool(isUsable),
            "mayRevoke": .bool(isUsable && !key.isBuiltIn),
            "scopes": .string(key.scopes.map(\.rawValue).sorted().joined(separator: ", ")),
            "state": .string(key.revokedAt != nil ? "Revoked" : isUsable ? "Usable" : "Expired"),
            "kind": .string(isUsable ? "ok" : "off"), "caps": .array(house.caps(spend, at: now)),
        ]
        let month = spend.map { $0.used(in: .month, at: now) } ?? .zero
        view.merge(house.amount(month, named: "month")) { $1 }
        return view
    }
}
