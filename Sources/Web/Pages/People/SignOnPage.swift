import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// `/login/sso`, which leads to the identity provider, and `/login/sso/return`, which leads back.
struct SignOnPage: Sendable {
    let house: House

    static let path = "/login/sso"

    /// The way to it, for the pages of signing in; nil: there is no provider.
    static func link(_ house: House, back: String?) -> (title: String, href: String)? {
        guard let provider = house.identities else { return nil }
        let query = back.map { "?back=" + $0.inQuery } ?? ""
        return ("Continue with \(provider.account.name)", path + query)
    }

    func leave(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let provider = house.identities else { throw APIError.noSuchPage }
        // Another site's page must not sign its reader in unasked.
        guard request.isOwnForm else {
            let link = Self.link(house, back: PageRequest(request).query["back"])
            return try PeoplePage(
                house: house,
                path: Self.path,
                heading: "Log in",
                links: link.map { [$0] } ?? []
            ).note(to: request)
        }
        let tries = house.tries("sign-on", request, context)
        try tries.admit(fromNetwork: Limits.signOnsOfNetwork)
        let now = house.store.clock.wall()
        let back = Way.checked(PageRequest(request).query["back"])
        let ticket = SignOnTicket(back: back, at: now)
        do {
            let way = try await provider.authorization(ticket, redirect: redirect, at: now)
            let cookie = house.cookie(
                Self.cookie,
                try ticket.sealed(house.vault),
                for: SignOnTicket.length
            )
            return .seeOther(way, cookie: cookie)
        } catch let failure as SignOnFailure {
            return try no(failure, provider, request)
        }
    }

    func comeBack(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let provider = house.identities else { throw APIError.noSuchPage }
        let tries = house.tries("sign-on", request, context)
        try tries.admit(fromNetwork: Limits.signOnsOfNetwork)
        // Who goes back in their browser may be signed in already.
        let isIn = try await house.visitor(request) != nil
        let query = PageRequest(request).query
        let now = house.store.clock.wall()
        let sealed = house.cookie(Self.cookie, of: request) ?? ""
        guard let ticket = SignOnTicket(sealed: sealed, house.vault, at: now),
            let state = query["state"], state == ticket.state
        else {
            if isIn { return .seeOther("/dashboard") }
            return try note(
                "It took too long, or it began in another browser.",
                .badRequest,
                request
            )
        }
        guard let code = query["code"] else {
            let why = query["error"].map { " (\($0.limited(to: 60)))" } ?? ""
            return try note("\(provider.account.name) said no\(why).", .forbidden, request)
        }
        do {
            let person = try await provider.person(
                code: code,
                ticket,
                redirect: redirect,
                at: now
            )
            return try await welcome(person, ticket.back, request, context)
        } catch let failure as SignOnFailure {
            if isIn { return .seeOther("/dashboard") }
            return try no(failure, provider, request)
        }
    }

    private func welcome(
        _ person: OutsidePerson,
        _ back: String,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let secret = try house.vault.seal(Secret(NewSecrets.webhook()), for: "webhook")
        let account: Int64
        switch try await house.store.meet(
            person,
            sealedWebhookSecret: secret,
            grant: house.settings.signUpGrant
        ) {
        case .known(let known): account = known
        case .new(let new): account = new
        case .withoutAddress:
            house.logger.warning(
                "single sign-on brought no confirmed address",
                metadata: ["issuer": "\(person.issuer)", "hasAddress": "\(person.email != nil)"]
            )
            return try note(
                "It did not tell us an e-mail address that is confirmed as yours.",
                .forbidden,
                request
            )
        case .unconfirmedLogin:
            return try note(
                "Somebody signed up with your address and never confirmed it. Choose a new password "
                    + "first: that makes it yours.",
                .forbidden,
                request
            )
        }
        guard let login = try await house.store.login(account: account), login.isActive else {
            return try note("This account is suspended.", .forbidden, request)
        }
        if login.hasSecondFactor {
            return try SecondStepPage(house: house).ask(login, back: back, to: request)
        }
        let cookie = try await house.signIn(account, request, context)
        return .seeOther(back == "/" ? "/dashboard" : back, cookie: cookie)
    }

    private static let cookie = "aig_sso"

    private var redirect: String { house.link.publicURL() + Self.path + "/return" }

    private func no(
        _ failure: SignOnFailure,
        _ provider: IdentityProvider,
        _ request: Request
    ) throws -> Response {
        house.logger.error("single sign-on failed", metadata: ["why": "\(failure)"])
        return try note(
            "\(provider.account.name) does not answer as it should. Try again; if it stays, tell "
                + "whoever runs this server.",
            .badGateway,
            request
        )
    }

    private func note(
        _ lead: String,
        _ status: HTTPResponse.Status,
        _ request: Request
    ) throws -> Response {
        try PeoplePage(
            house: house,
            path: Self.path,
            heading: "You are not logged in",
            lead: lead,
            links: [("Log in", "/login"), ("Choose a new password", "/reset")]
        ).note(status, to: request)
    }
}
