import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/login/code`: the second step, for who turned it on.
struct SecondStepPage: Sendable {
    let house: House

    private static let fields = [
        FormView.Field(
            name: "code",
            label: "Code",
            hint: "Six digits of your app, or one of your recovery codes.",
            autocomplete: "one-time-code"
        )
    ]

    private var page: PeoplePage {
        PeoplePage(
            house: house,
            path: "/login/code",
            heading: "One more step",
            links: [("Begin again", "/login")]
        )
    }

    /// After the right password, or a letter's link.
    func ask(_ login: Login, back: String?, to request: Request) throws -> Response {
        try answer(FormView(Self.fields), try ticket(login), back, request)
    }

    func send(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await FormBody(request)
        let ticket = body["t"] ?? ""
        let second = SecondFactor(house: house)
        guard let login = try await second.login(ticket) else { return .seeOther("/login") }
        let account = login.accountID
        let tries = house.tries("second step", request, context)
        try tries.admit(fromNetwork: Limits.codesOfNetwork)
        try await tries.admit(.account(account), fromHere: Limits.codesHere)
        if try await !house.hasSignedIn(account, in: tries.network) {
            try await tries.admit(.account(account), Limits.codesElsewhere, in: .hour)
        }
        guard try await second.accept(body["code"] ?? "", of: login) else {
            house.noted(.secondStepRefused, account: account, request, context)
            var form = FormView(Self.fields)
            form.refuse("code", "This code is not right, or it was used before.")
            return try answer(form, ticket, body["back"], request)
        }
        tries.forgive(.account(account))
        let cookie = try await house.signIn(account, request, context)
        let way = body.way(back: "back")
        return .seeOther(way == "/" ? "/dashboard" : way, cookie: cookie)
    }

    private func ticket(_ login: Login) throws -> String {
        try SecondFactor(house: house).ticket(login)
    }

    private func answer(
        _ form: FormView,
        _ ticket: String,
        _ back: String?,
        _ request: Request
    ) throws -> Response {
        var hidden = ["t": ticket]
        if let back { hidden["back"] = back }
        return try page.form(form, button: "Go on", hidden: hidden, to: request)
    }
}
