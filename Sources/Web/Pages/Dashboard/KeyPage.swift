import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/keys/{id}`: what one key may do and spends; another secret for it, or its end.
struct KeyPage: Sendable {
    let house: House

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let key = try await house.ownKey(visitor, context)
        return try await answer(try await filled(key), key, visitor, request)
    }

    /// `POST`: sets the caps.
    func setCaps(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let key = try await house.ownKey(visitor, context)
        var form = FormView(KeyFields.caps, filled: body)
        let caps = KeyFields.readCaps(&form, body)
        guard !form.isRefused else { return try await answer(form, key, visitor, request) }
        try await house.store.setCaps(.key, key.id, to: caps)
        return .seeOther("/dashboard/keys/\(key.id)?changed=1")
    }

    /// `POST …/rotate`: a new secret, shown once; the old one works for another day.
    func rotate(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        let key = try await house.ownKey(visitor, context)
        let text = try await RotateKey(store: house.store, vault: house.vault)(key)
        guard let text else { throw APIError.noSuchPage }
        house.keys.clear()
        let rotated = try await house.ownKey(visitor, context)
        return try await answer(try await filled(rotated), rotated, visitor, request, new: text)
    }

    /// `GET …/revoke`: asks once more, for it cannot be taken back.
    func confirm(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let key = try await house.ownKey(visitor, context)
        return try await DashboardPage(house: house).answer(
            "dashboard-revoke",
            "Revoke a key",
            path: "/dashboard/keys",
            ["id": .int(key.id), "name": .string(key.name), "hint": .string(key.hint)],
            for: visitor,
            to: request
        )
    }

    func revoke(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        let key = try await house.ownKey(visitor, context)
        _ = try await house.store.revokeKey(key.id)
        house.keys.clear()
        return .seeOther("/dashboard/keys")
    }

    private func filled(_ key: APIKey) async throws -> FormView {
        var form = FormView(KeyFields.caps)
        guard let spend = try await house.store.spend(.key, key.id) else { return form }
        for window in UTCWindow.allCases { form.fill(window.rawValue, spend[window].cap?.dollars) }
        form.fill("alert", spend.alertAt?.dollars)
        return form
    }

    private func answer(
        _ form: FormView,
        _ key: APIKey,
        _ visitor: Visitor,
        _ request: Request,
        new: String? = nil
    ) async throws -> Response {
        let now = house.store.clock.wall()
        let spend = try await house.store.spend(.key, key.id)
        let spent = try await house.spentThisMonth(by: visitor)[key.id]
        var view = house.view(of: key, spend, spent: spent, at: now)
        view["form"] = form.view
        view["new"] = .text(new)
        view["isChanged"] = .bool(PageRequest(request).query["changed"] != nil)
        view["models"] = .text(
            key.models.isEmpty ? nil : key.models.sorted().joined(separator: ", ")
        )
        view["networks"] = .text(key.networks.isEmpty ? nil : key.networks.joined(separator: ", "))
        view["expires"] = .text(key.expiresAt?.forPeople)
        view["oldUntil"] = .text(
            key.oldSecretUntil.flatMap { $0 > now ? $0.forPeople : nil }
        )
        return try await DashboardPage(house: house).answer(
            "dashboard-key",
            key.name,
            path: "/dashboard/keys",
            view,
            for: visitor,
            status: form.isRefused ? .unprocessableContent : .ok,
            to: request
        )
    }
}

extension House {
    /// Another account's key, and the one of the pages, are no keys.
    func ownKey(_ visitor: Visitor, _ context: APIContext) async throws -> APIKey {
        let id = context.parameters.get("id").flatMap { Int64($0) } ?? 0
        guard let key = try await store.key(id: id), key.accountID == visitor.accountID,
            !key.isBuiltIn
        else { throw APIError.noSuchPage }
        return key
    }

    private static func text(_ scopes: Set<Scope>) -> String {
        let isAll = scopes.count == Scope.allCases.count
        return isAll ? "everything" : scopes.map(\.rawValue).sorted().joined(separator: ", ")
    }

    /// - spent: since the month began.
    func view(
        of key: APIKey,
        _ spend: SpendRow?,
        spent: MicroUSD?,
        at now: Timestamp
    ) -> [String: JSONValue] {
        let isUsable = key.isUsable(now)
        var view: [String: JSONValue] = [
            "id": .int(key.id), "name": .string(key.name), "hint": .string(key.hint),
            "isTest": .bool(key.isTest), "isUsable": .bool(isUsable),
            "isOwn": .bool(!key.isBuiltIn), "mayRevoke": .bool(isUsable && !key.isBuiltIn),
            "scopes": .string(Self.text(key.scopes)),
            "state": .string(key.revokedAt != nil ? "Revoked" : isUsable ? "Usable" : "Expired"),
            "kind": .string(isUsable ? "ok" : "off"), "caps": .array(caps(spend, at: now)),
        ]
        view.merge(amount(spent ?? .zero, named: "month")) { $1 }
        return view
    }
}
