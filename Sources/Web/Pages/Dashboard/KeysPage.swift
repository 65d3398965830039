import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/keys`: the keys with what they spent; a new one is shown once, with a line to paste.
struct KeysPage: Sendable {
    let house: House

    private static let fields = [KeyFields.name] + KeyFields.caps + KeyFields.limits

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
        let name = (body["name"] ?? "").limited(to: 100)
        if name.allSatisfy(\.isWhitespace) { form.refuse("name", "Give it a name.") }
        let caps = KeyFields.readCaps(&form, body)
        let limits = KeyFields.Limits(
            &form,
            body,
            house.catalog,
            now: house.store.clock.wall()
        )
        let scopes = Self.scopes(body)
        if scopes.isEmpty { form.problem = "Tick at least one thing that the key may do." }
        let isTest = body["kind"] == "test"
        let count = try await house.store.keys(account: visitor.accountID).count
        if count >= 500 { form.problem = "An account has at most 500 keys." }
        guard !form.isRefused else {
            return try await answer(form, visitor, request, scopes: scopes, isTest: isTest)
        }
        let key = try await IssueKey(store: house.store, vault: house.vault)(
            account: visitor.accountID,
            name: name,
            isTest: isTest,
            scopes: scopes,
            models: limits.models,
            networks: limits.networks,
            expiresAt: limits.expiresAt
        )
        try await house.store.setCaps(.key, key.id, to: caps)
        return try await answer(FormView(Self.fields), visitor, request, new: key.text)
    }

    /// What is ticked.
    private static func scopes(_ body: FormBody) -> Set<Scope> {
        Set(Scope.allCases.filter { body["scope-" + $0.rawValue] != nil })
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        new: String? = nil,
        scopes: Set<Scope> = Set(Scope.allCases),
        isTest: Bool = false
    ) async throws -> Response {
        let now = house.store.clock.wall()
        let spent = try await house.spentThisMonth(by: visitor)
        var rows: [JSONValue] = []
        for key in try await house.store.keys(account: visitor.accountID).reversed() {
            let spend = try await house.store.spend(.key, key.id)
            rows.append(.object(house.view(of: key, spend, spent: spent[key.id], at: now)))
        }
        let main = ["name", "month", "alert"]
        let more = Self.fields.map(\.name).filter { !main.contains($0) }
        var view: [String: JSONValue] = [
            "keys": .array(rows), "form": form.part(main),
            "more": ["form": form.part(more)], "isMoreOpen": .bool(form.isRefused(in: more)),
            "problem": .text(form.problem), "isTestChosen": .bool(isTest),
            "scopes": .array(
                Scope.allCases.map { scope in
                    [
                        "name": .string(scope.rawValue), "about": .string(scope.words),
                        "isChosen": .bool(scopes.contains(scope)),
                    ]
                }
            ),
            "isEmpty": .bool(rows.isEmpty),
        ]
        if let new {
            view["new"] = .string(new)
            view["command"] = .string(
                "export AIGENERATE_API_KEY=\(new)\n" + house.firstCall
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
}

extension Scope {
    fileprivate var words: String {
        switch self {
        case .generate: "Generate: order and cancel tasks"
        case .read: "Read: tasks, balance, callbacks"
        case .manage: "Manage: resend callbacks, change settings"
        }
    }
}
