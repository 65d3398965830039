import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/setup`: makes the holder of the link that the first start printed the first administrator. Gone
/// once there is one.
struct SetUpPage: Sendable {
    let house: House

    private static let fields: [FormView.Field] = [.email, .newPassword()]

    private var page: PeoplePage {
        PeoplePage(
            house: house,
            path: "/setup",
            heading: "Set up this server",
            lead: "You become its first administrator."
        )
    }

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let token = PageRequest(request).query["t"] ?? ""
        try await check(token)
        return try page.form(
            FormView(Self.fields),
            button: "Set up",
            hidden: ["t": token],
            to: request
        )
    }

    func send(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        let token = body["t"] ?? ""
        try await check(token)
        var form = FormView(Self.fields, filled: body)
        let password = body["password"] ?? ""
        let email = EmailAddress(body["email"] ?? "")
        if email == nil { form.refuse("email", "This is no e-mail address.") }
        if let objection = house.objection(to: password, email: email?.text ?? "") {
            form.refuse("password", objection)
        }
        guard let email, !form.isRefused else {
            return try page.form(form, button: "Set up", hidden: ["t": token], to: request)
        }
        let hash = try await house.desk.hash(password, for: house.clientNetwork(request, context))
        guard try await house.store.use(link: OneTimeToken.hash(token), for: .setup) != nil,
            let account = try await house.store.accounts().first?.id,
            try await house.store.setUp(account: account, email: email, password: hash)
        else { throw APIError.noSuchPage }
        house.isSetUp()
        let cookie = try await house.signIn(account, request, context)
        return .seeOther("/dashboard", cookie: cookie)
    }

    private func check(_ token: String) async throws {
        guard try await house.store.isGood(link: OneTimeToken.hash(token), for: .setup) else {
            throw APIError.noSuchPage
        }
    }
}
