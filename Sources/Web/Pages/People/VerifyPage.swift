import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/verify`, which the letter of a sign-up leads to.
///
/// Whoever opens the letter has the address, but need not be who signed up: a stranger may have, with a
/// password of their own, and waits for the owner to press the button. So it takes the browser that
/// signed up, a session, or the password.
struct VerifyPage: Sendable {
    let house: House

    private static let cookie = "aig_signup"
    private static let cookieLength = Duration.seconds(3 * 86_400)

    private static let password = [
        FormView.Field(
            name: "password",
            label: "Password",
            kind: "password",
            hint: "The one that you chose when you signed up.",
            autocomplete: "current-password"
        )
    ]

    /// For the browser that signs up. 0: for an address that has an account.
    func cookie(of account: Int64) throws -> String {
        let sealed = try house.vault.seal(Secret(Self.text(account)), for: Self.cookie)
        return house.cookie(Self.cookie, sealed, for: Self.cookieLength)
    }

    /// As long for every account, and for none.
    private static func text(_ account: Int64) -> String {
        let digits = String(account)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    /// Programs that look at links before their reader does must not use them up, so a button does.
    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let token = PageRequest(request).query["t"] ?? ""
        guard let account = try await account(token) else { return try gone(request) }
        let isKnown = try await isTheirs(account, request)
        return try form(FormView(isKnown ? [] : Self.password), token, request)
    }

    func confirm(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        let token = body["t"] ?? ""
        guard let account = try await account(token) else { return try gone(request) }
        let isKnown = try await isTheirs(account, request)
        if !isKnown {
            let tries = house.tries("confirmation", request, context)
            let isRight = try await isRight(body["password"] ?? "", account, tries)
            guard isRight else {
                var form = FormView(Self.password)
                form.refuse("password", "This is not the password of this account.")
                return try self.form(form, token, request)
            }
        }
        let hash = OneTimeToken.hash(token)
        guard try await house.store.use(link: hash, for: .verify)?.accountID == account else {
            return try gone(request)
        }
        try await house.store.verify(account: account, grant: house.settings.signUpGrant)
        if let login = try await house.store.login(account: account), login.hasSecondFactor {
            return try SecondStepPage(house: house).ask(login, back: nil, to: request)
        }
        let cookie = try await house.signIn(account, request, context)
        return .seeOther("/dashboard", cookie: cookie)
    }

    private func account(_ token: String) async throws -> Int64? {
        try await house.store.look(at: OneTimeToken.hash(token), for: .verify)?.accountID
    }

    private func isTheirs(_ account: Int64, _ request: Request) async throws -> Bool {
        if try await house.visitor(request)?.accountID == account { return true }
        guard let sealed = house.cookie(Self.cookie, of: request) else { return false }
        let known = try? house.vault.open(sealed, for: Self.cookie).reveal()
        return known == Self.text(account)
    }

    private func isRight(
        _ password: String,
        _ account: Int64,
        _ tries: Tries
    ) async throws -> Bool {
        try tries.admit(fromNetwork: Limits.codesOfNetwork)
        try await tries.admit(.account(account), fromHere: Limits.passwordsHere)
        try await tries.admit(.account(account), Limits.codesElsewhere, in: .hour)
        guard let login = try await house.store.login(account: account) else { return false }
        let text = String(password.prefix(PasswordRules.longest + 1))
        return try await house.desk.matches(text, login.password, for: tries.network)
    }

    private func form(_ form: FormView, _ token: String, _ request: Request) throws -> Response {
        try PeoplePage(
            house: house,
            path: "/verify",
            heading: "Confirm your address",
            lead: "One click, and this address is confirmed.",
            links: [("You did not sign up, or forgot it? Choose a new password", "/reset")]
        ).form(form, button: "Confirm", hidden: ["t": token], to: request)
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
