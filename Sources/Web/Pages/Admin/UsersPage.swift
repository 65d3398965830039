import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// `/admin/users` and `/admin/users/{id}`: who buys here, what they have, and what can be done about
/// it.
struct UsersPage: Sendable {
    let house: House

    private static let page = 50

    func list(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let asked = PageRequest(request, format: .html)
        let text = asked.query["q"] ?? ""
        var found = try await house.store.accounts(
            matching: text,
            before: asked.query["before"].flatMap { Int64($0) },
            limit: Self.page + 1
        )
        let hasMore = found.count > Self.page
        if hasMore { found.removeLast() }
        var view: [String: JSONValue] = [
            "q": .string(text), "accounts": .array(found.map { .object(account($0)) }),
            "isEmpty": .bool(found.isEmpty),
        ]
        if hasMore, let last = found.last {
            view["next"] = .string("/admin/users?q=\(text.inQuery)&before=\(last.id)")
        }
        return try AdminPage(house: house).answer(
            "admin-users",
            "Users",
            path: "/admin/users",
            view,
            for: visitor,
            to: request
        )
    }

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(FormView(Self.grantFields), visitor, request, context)
    }

    private static let grantFields = [
        FormView.Field(
            name: "usd",
            label: "Amount (USD)",
            hint: "A gift, spent before paid credit."
        ),
        FormView.Field(name: "reason", label: "Reason", hint: "Stands on their statement."),
    ]

    /// `POST …/grant`: a reason is required.
    func grant(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let account = try await find(context)
        var form = FormView(Self.grantFields, filled: body)
        let amount = form.dollars("usd", body)
        if amount == nil { form.refuse("usd", "How much?") }
        let reason = (body["reason"] ?? "").limited(to: 200)
        if reason.allSatisfy(\.isWhitespace) { form.refuse("reason", "Say why.") }
        guard !form.isRefused, let amount else {
            return try await answer(form, visitor, request, context)
        }
        return try await AdminPage(house: house).order(
            "grant",
            [
                "account": .string(String(account.id)), "usd": .string(amount.dollars),
                "reason": .string(reason),
                // So that the form, sent twice, gives once.
                "ref": body["token"].map { .string("admin:" + $0) } ?? .null,
            ],
            by: visitor,
            done: "Granted.",
            back: "/admin/users/\(account.id)"
        ) { error in
            var refused = form
            let problem = refused.place(error)
            return try await answer(refused, visitor, request, context, problem: problem)
        }
    }

    /// `POST …/suspend`, `…/resume`, `…/sign-out`
    func act(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        let account = try await find(context)
        let words = [
            "suspend": "Suspended. Its keys and log-in are refused from now on.",
            "resume": "It may buy again.", "sign-out": "Signed out everywhere.",
            "end-second-step": "The password alone signs them in now.",
        ]
        let action = context.parameters.get("action") ?? ""
        guard let done = words[action] else { throw APIError.noSuchPage }
        let again: (APIError) async throws -> Response = { error in
            try await answer(
                FormView(Self.grantFields),
                visitor,
                request,
                context,
                problem: error
            )
        }
        guard account.id != visitor.accountID || action != "suspend" else {
            return try await again(.unprocessable("You cannot suspend yourself.", param: nil))
        }
        return try await AdminPage(house: house).order(
            action == "end-second-step" ? action : action + "-account",
            ["account": .string(String(account.id))],
            by: visitor,
            done: done,
            back: "/admin/users/\(account.id)",
            again: again
        )
    }

    private func find(_ context: APIContext) async throws -> AccountSummary {
        let id = context.parameters.get("id").flatMap { Int64($0) } ?? 0
        guard let account = try await house.store.account(id: id) else {
            throw APIError.noSuchPage
        }
        return account
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext,
        problem: APIError? = nil
    ) async throws -> Response {
        let account = try await find(context)
        let login = try await house.store.login(account: account.id)
        let keys = try await house.store.keys(account: account.id)
        let sessions = try await house.store.sessions(of: account.id)
        var view = self.account(account)
        view["form"] = form.view
        view["token"] = .string(RunOrder.newToken())
        view["hasLogin"] = .bool(login != nil)
        view["isVerified"] = .bool(login?.isVerified ?? false)
        view["isAdmin"] = .bool(login?.isAdmin ?? false)
        view["hasSecondFactor"] = .bool(login?.hasSecondFactor ?? false)
        view["seen"] = .text(sessions.first?.seenAt.forPeople)
        view["sessions"] = .int(Int64(sessions.count))
        view["keys"] = .array(
            keys.map {
                [
                    "id": .int($0.id), "name": .string($0.name), "hint": .string($0.hint),
                    "isRevoked": .bool($0.revokedAt != nil),
                ]
            }
        )
        view["grants"] = .array(
            try await house.store.grants(account: account.id).map { grant in
                var view = house.amount(grant.amount, named: "amount")
                view.merge(house.amount(grant.remaining, named: "remaining")) { $1 }
                view["time"] = .string(grant.at.forPeople)
                view["reason"] = .string(grant.reason)
                return .object(view)
            }
        )
        return try AdminPage(house: house).answer(
            "admin-user",
            account.loginEmail ?? (account.email.isEmpty ? "Account \(account.id)" : account.email),
            path: "/admin/users",
            view,
            for: visitor,
            problem: problem,
            isRefused: form.isRefused,
            to: request
        )
    }

    private func account(_ account: AccountSummary) -> [String: JSONValue] {
        var view: [String: JSONValue] = [
            "id": .int(account.id), "address": .string(account.loginEmail ?? account.email),
            "name": .text(account.ownName),
            "href": .string("/admin/users/\(account.id)"),
            "created": .string(account.createdAt.forPeople), "isActive": .bool(account.isActive),
            "state": .string(account.isActive ? "Active" : "Suspended"),
            "kind": .string(account.isActive ? "ok" : "bad"),
        ]
        view.merge(house.amount(account.balance.available, named: "available")) { $1 }
        view.merge(house.amount(account.balance.held, named: "held")) { $1 }
        view.merge(house.amount(account.balance.charged, named: "spent")) { $1 }
        return view
    }
}

extension AccountSummary {
    /// What the operator called it, where its log-in has an address of its own.
    fileprivate var ownName: String? {
        loginEmail == nil || loginEmail == email || email.isEmpty ? nil : email
    }
}
