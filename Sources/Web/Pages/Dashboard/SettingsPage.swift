import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/settings`: the password, and where one is signed in.
struct SettingsPage: Sendable {
    let house: House

    private static let fields: [FormView.Field] = [
        FormView.Field(
            name: "current",
            label: "Current password",
            kind: "password",
            autocomplete: "current-password"
        ),
        .newPassword("New password", note: " Every other session ends."),
    ]

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let isChanged = PageRequest(request).query["changed"] != nil
        return try await answer(FormView(Self.fields), visitor, request, isChanged: isChanged)
    }

    func setPassword(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let tries = house.tries("password", request, context)
        try await tries.admit(.account(visitor.accountID), Limits.ownPasswords)
        let current = String((body["current"] ?? "").prefix(PasswordRules.longest + 1))
        let isRight = try await house.desk.matches(
            current,
            visitor.login.password,
            for: tries.network,
            isKnown: true
        )
        if !isRight {
            form.refuse("current", "This is not your password.")
        }
        let password = body["password"] ?? ""
        if let objection = house.objection(to: password, email: visitor.login.email) {
            form.refuse("password", objection)
        }
        guard !form.isRefused else {
            return try await answer(form, visitor, request, isChanged: false)
        }
        try await house.store.setPassword(
            account: visitor.accountID,
            try await house.desk.hash(password, for: tries.network, isKnown: true),
            keeping: visitor.session.id
        )
        return .seeOther("/dashboard/settings?changed=1")
    }

    func endSession(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        if let id = body["session"] {
            guard try await house.store.endSession(id, of: visitor.accountID) else {
                throw APIError.noSuchPage
            }
        } else {
            try await house.store.endSessions(of: visitor.accountID, except: visitor.session.id)
        }
        return .seeOther("/dashboard/settings")
    }

    /// `POST …/identities`: a person of an identity provider signs in here no more.
    func forgetIdentity(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let account = visitor.accountID
        let identities = try await house.store.identities(of: account)
        guard let identity = identities.first(where: { $0.mark == body["identity"] }),
            try await house.store.forget(identity, of: account)
        else { throw APIError.noSuchPage }
        return .seeOther("/dashboard/settings")
    }

    /// A new letter with a link that confirms the address.
    func sendLetter(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        if let email = EmailAddress(visitor.login.email) {
            try await house.admitEmail(to: email, visitor.accountID, request, context)
        }
        if !visitor.login.isVerified {
            try await Letters(house: house).verify(visitor.accountID, visitor.login.email)
        }
        return .seeOther("/dashboard")
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        isChanged: Bool
    ) async throws -> Response {
        let sessions = try await house.store.sessions(of: visitor.accountID)
        let identities = try await house.store.identities(of: visitor.accountID)
        return try await DashboardPage(house: house).answer(
            "dashboard-settings",
            "Settings",
            path: "/dashboard/settings",
            [
                "form": form.view, "isChanged": .bool(isChanged),
                "hasSecondFactor": .bool(visitor.login.hasSecondFactor),
                "sessions": .array(
                    sessions.map { session in
                        [
                            "id": .string(session.id),
                            "agent": .string(session.agent.isEmpty ? "Unknown" : session.agent),
                            "address": .string(session.address),
                            "since": .string(session.createdAt.forPeople),
                            "seen": .string(session.seenAt.forPeople),
                            "isThis": .bool(session.id == visitor.session.id),
                        ]
                    }
                ),
                "hasOthers": .bool(sessions.count > 1),
                "identities": .array(
                    identities.map { identity in
                        [
                            "issuer": .string(identity.issuer), "mark": .string(identity.mark),
                            "since": .string(identity.since.forPeople),
                        ]
                    }
                ),
                "hasIdentities": .bool(!identities.isEmpty),
            ],
            for: visitor,
            status: form.isRefused ? .unprocessableContent : .ok,
            to: request
        )
    }
}

extension Identity {
    /// Names it in a form without showing who somebody is elsewhere.
    fileprivate var mark: String { SHA256Text.hex(of: "\(issuer) \(subject)".utf8) }
}
