import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/signup`, and `/verify`, which its letter leads to.
struct SignUpPage: Sendable {
    let house: House

    private static let fields: [FormView.Field] = [.email, .newPassword()]

    private var page: PeoplePage {
        let grant = house.settings.signUpGrant
        return PeoplePage(
            house: house,
            path: "/signup",
            heading: "Sign up",
            lead: grant.isPositive
                ? "Confirm your address, and your first $\(grant.dollars) are free." : "",
            other: SignOnPage.link(house, back: nil),
            links: [("Log in instead", "/login")]
        )
    }

    func show(_ request: Request, _ context: APIContext) throws -> Response {
        try page.form(FormView(Self.fields), button: "Sign up", to: request)
    }

    func send(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let password = body["password"] ?? ""
        let email = EmailAddress(body["email"] ?? "")
        if email == nil { form.refuse("email", "This is no e-mail address.") }
        if let objection = PasswordRules.objection(to: password, email: email?.text ?? "") {
            form.refuse("password", objection)
        }
        guard let email, !form.isRefused else {
            return try page.form(form, button: "Sign up", to: request)
        }
        let address = house.clientAddress(request, context) ?? ""
        try house.throttle.admit("signup " + address, limit: 20)
        try house.throttle.admit("letter " + email.text, limit: 3)
        // Hashed before anything is looked up: it takes as long for a known address as for a new one.
        let hash = try await house.desk.hash(password)
        let secret = try house.vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
        let order = NewLogin(email: email, password: hash, sealedWebhookSecret: secret)
        if let account = try await house.store.signUp(order) {
            try await Letters(house: house).verify(account, email.text)
        } else {
            await Letters(house: house).known(email.text)
        }
        return try PeoplePage(
            house: house,
            path: "/signup",
            heading: "Look into your mail",
            lead: "We have written to \(email.text). Open the link in that letter to go on.",
            links: [("Log in", "/login")]
        ).note(to: request)
    }

    /// Programs that look at links before their reader does must not use them up, so a button does.
    func confirm(_ request: Request, _ context: APIContext) async throws -> Response {
        let token = PageRequest(request).query["t"] ?? ""
        guard try await house.store.isGood(link: OneTimeToken.hash(token), for: .verify) else {
            return try gone(request)
        }
        return try PeoplePage(
            house: house,
            path: "/verify",
            heading: "Confirm your address",
            lead: "One click, and this address is confirmed."
        ).form(FormView([]), button: "Confirm", hidden: ["t": token], to: request)
    }

    func verify(_ request: Request, _ context: APIContext) async throws -> Response {
        let form = try await FormBody(request)
        let used = try await house.store.use(link: OneTimeToken.hash(form["t"] ?? ""), for: .verify)
        guard let account = used?.accountID else { return try gone(request) }
        try await house.store.verify(account: account, grant: house.settings.signUpGrant)
        if let login = try await house.store.login(account: account), login.hasSecondFactor {
            return try SecondStepPage(house: house).ask(login, back: nil, to: request)
        }
        let cookie = try await house.signIn(account, request, context)
        return .seeOther("/dashboard", cookie: cookie)
    }

    private func gone(_ request: Request) throws -> Response {
        try PeoplePage(
            house: house,
            path: "/verify",
            heading: "This link does not work",
            lead: "It was used already, or it is too old. Log in to get a new one.",
            links: [("Log in", "/login")]
        ).note(.notFound, to: request)
    }
}
