import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/login` and `/logout`.
struct LogInPage: Sendable {
    let house: House

    private static let fields: [FormView.Field] = [
        .email,
        FormView.Field(
            name: "password",
            label: "Password",
            kind: "password",
            autocomplete: "current-password"
        ),
    ]

    private func page(back: String?) -> PeoplePage {
        PeoplePage(
            house: house,
            path: "/login",
            heading: "Log in",
            other: SignOnPage.link(house, back: back),
            links: [("Sign up", "/signup"), ("Forgot your password?", "/reset")]
        )
    }

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let back = PageRequest(request).query["back"]
        if try await house.visitor(request) != nil { return .seeOther("/dashboard") }
        return try page(back: back).form(
            FormView(Self.fields),
            button: "Log in",
            hidden: back.map { ["back": $0] } ?? [:],
            to: request
        )
    }

    func send(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        guard let login = try await check(body, request, context) else {
            var form = FormView(Self.fields, filled: body)
            form.problem = "This address and password do not belong together."
            return try page(back: body["back"]).form(
                form,
                button: "Log in",
                hidden: body["back"].map { ["back": $0] } ?? [:],
                to: request
            )
        }
        if login.hasSecondFactor {
            return try SecondStepPage(house: house).ask(login, back: body["back"], to: request)
        }
        let cookie = try await house.signIn(login.accountID, request, context)
        let way = body.way(back: "back")
        return .seeOther(way == "/" ? "/dashboard" : way, cookie: cookie)
    }

    /// As slow for an unknown address as for a known one.
    private func check(
        _ body: FormBody,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Login? {
        let tries = house.tries("log-in", request, context)
        try tries.admit(fromNetwork: Limits.logInsOfNetwork)
        // What is no address has no account, which is no secret.
        guard let email = EmailAddress(body["email"] ?? "") else { return nil }
        let login = try await house.store.login(email: email)
        try await admit(email, login?.accountID, tries)
        let password = String((body["password"] ?? "").prefix(PasswordRules.longest + 1))
        let hash = login?.password ?? .nobody
        let isKnown =
            if let login { try await house.hasSignedIn(login.accountID, in: tries.network) } else {
                false
            }
        let isRight = try await house.desk.matches(
            password,
            hash,
            for: tries.network,
            isKnown: isKnown
        )
        guard let login, isRight, login.isActive else {
            house.noted(.logInRefused, account: login?.accountID, request, context)
            return nil
        }
        tries.forgive(.email(email))
        if hash.isOutdated {
            let fresh = try await house.desk.hash(password, for: tries.network, isKnown: isKnown)
            try await house.store.rehash(account: login.accountID, fresh)
            return try await house.store.login(account: login.accountID)
        }
        return login
    }

    /// Strangers who share a network with somebody, or come from many, lock nobody out who is, or was,
    /// signed in from where they are now.
    private func admit(_ email: EmailAddress, _ account: Int64?, _ tries: Tries) async throws {
        try await tries.admit(.email(email), fromHere: Limits.logInsHere) {
            guard let account else { return false }
            return try await house.isSignedIn(account, in: tries.network)
        }
        try await tries.admit(.everybody, Limits.logIns) {
            guard let account else { return false }
            return try await house.hasSignedIn(account, in: tries.network)
        }
    }

    func logOut(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await FormBody(request)
        if let visitor = try await house.visitor(request) {
            _ = try await house.store.endSession(visitor.session.id, of: visitor.accountID)
            house.noted(.loggedOut, account: visitor.accountID, request, context)
        }
        var answer = Response.seeOther("/", cookie: house.endedCookie)
        // What the browser kept of pages that are nobody else's.
        if let name = HeaderName.clearSiteData { answer.headers[name] = "\"cache\", \"storage\"" }
        return answer
    }
}
