import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/reset`: asks for a letter, and with the letter's link, for a new password.
struct ResetPage: Sendable {
    let house: House

    private static let address: [FormView.Field] = [.email]
    private static let password: [FormView.Field] = [.newPassword("New password")]

    private func page(_ heading: String, _ lead: String) -> PeoplePage {
        PeoplePage(
            house: house,
            path: "/reset",
            heading: heading,
            lead: lead,
            links: [("Log in", "/login")]
        )
    }

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let token = PageRequest(request).query["t"] else {
            return try page("Reset your password", "We send a link to your address.")
                .form(FormView(Self.address), button: "Send the link", to: request)
        }
        guard try await house.store.isGood(link: OneTimeToken.hash(token), for: .reset) else {
            return try badLink(request)
        }
        return try page("Choose a new password", "Every other session ends.")
            .form(FormView(Self.password), button: "Set it", hidden: ["t": token], to: request)
    }

    func send(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        if let token = body["t"] { return try await set(token, body, request, context) }
        var form = FormView(Self.address, filled: body)
        guard let email = EmailAddress(body["email"] ?? "") else {
            form.refuse("email", "This is no e-mail address.")
            return try page("Reset your password", "We send a link to your address.")
                .form(form, button: "Send the link", to: request)
        }
        let tries = house.tries("reset", request, context)
        try tries.admit(fromNetwork: Limits.resetsOfNetwork)
        var account = try await house.store.login(email: email)?.accountID
        try await house.admitEmail(to: email, account, request, context)
        if account == nil { account = try await house.store.adoptLogin(email) }
        if let account { try await Letters(house: house).reset(account, email.text) }
        return try page(
            "Look into your mail",
            "If \(email.text) has an account, we have written to it. The link works for an hour."
        ).note(to: request)
    }

    private func set(
        _ token: String,
        _ body: FormBody,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let hashed = OneTimeToken.hash(token)
        let owner = try await house.store.look(at: hashed, for: .reset)?.accountID
        guard let owner, let login = try await house.store.login(account: owner) else {
            return try badLink(request)
        }
        let password = body["password"] ?? ""
        if let objection = house.objection(to: password, email: login.email) {
            var form = FormView(Self.password)
            form.refuse("password", objection)
            return try page("Choose a new password", "Every other session ends.")
                .form(form, button: "Set it", hidden: ["t": token], to: request)
        }
        let network = house.clientNetwork(request, context)
        let hash = try await house.desk.hash(password, for: network)
        guard let account = try await house.store.use(link: hashed, for: .reset)?.accountID else {
            return try badLink(request)
        }
        let secret = try house.vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
        let isTaken = try await house.store.takeOver(
            account: account,
            hash,
            sealedWebhookSecret: secret
        )
        if !isTaken { try await house.store.setPassword(account: account, hash) }
        house.noted(.newPassword, account: account, request, context)
        // Whoever has the letter has the address.
        try await house.store.verify(account: account, grant: house.settings.signUpGrant)
        if let login = try await house.store.login(account: account), login.hasSecondFactor {
            return try SecondStepPage(house: house).ask(login, back: nil, to: request)
        }
        let cookie = try await house.signIn(account, request, context)
        return .seeOther("/dashboard", cookie: cookie)
    }

    private func badLink(_ request: Request) throws -> Response {
        try page("This link does not work", "It was used already, or it is too old.")
            .note(.notFound, to: request)
    }
}
