import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/signup`. Its letter leads to `VerifyPage`.
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
                ? "Confirm your address, and your first $\(grant.dollars) is free." : "",
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
        if let objection = house.objection(to: password, email: email?.text ?? "") {
            form.refuse("password", objection)
        }
        guard let email, !form.isRefused else {
            return try page.form(form, button: "Sign up", to: request)
        }
        let tries = house.tries("sign-up", request, context)
        try tries.admit(fromNetwork: Limits.signUpsOfNetwork)
        try await house.admitEmail(to: email, nil, request, context)
        // Hashed before anything is looked up: it takes as long for a known address as for a new one.
        let hash = try await house.desk.hash(password, for: tries.network)
        let secret = try house.vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
        let order = NewLogin(email: email, password: hash, sealedWebhookSecret: secret)
        let account = try await house.store.signUp(order)
        if let account {
            try await Letters(house: house).verify(account, email.text)
        } else {
            await Letters(house: house).known(email.text)
        }
        var page = try PeoplePage(
            house: house,
            path: "/signup",
            heading: "Look into your mail",
            lead: "We have written to \(email.text). Open the link in that letter to go on.",
            links: [("Log in", "/login")]
        ).note(to: request)
        // The same for a known address: a cookie tells nobody which it is.
        page.headers[.setCookie] = try VerifyPage(house: house).cookie(of: account ?? 0)
        return page
    }
}
