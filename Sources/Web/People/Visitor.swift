import Domain
import Egress
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Somebody who is signed in.
struct Visitor: Sendable {
    let session: Session

    var login: Login { session.login }
    var accountID: Int64 { session.login.accountID }
}

extension House {
    /// nil: nobody is signed in, or the account is suspended.
    func visitor(_ request: Request) async throws -> Visitor? {
        guard let token = cookie("aig_session", of: request), token.utf8.count == 43 else {
            return nil
        }
        let hash = OneTimeToken.hash(token)
        guard let session = try await store.session(hash: hash), session.login.isActive else {
            return nil
        }
        if store.clock.wall() - session.seenAt > .seconds(300) {
            try await store.touch(session: hash)
        }
        return Visitor(session: session)
    }

    /// Starts a session and returns the header that carries it.
    func signIn(_ account: Int64, _ request: Request, _ context: APIContext) async throws -> String
    {
        // A browser has one session: the one that it comes with ends.
        if let before = try await visitor(request) {
            _ = try await store.endSession(before.session.id, of: before.accountID)
        }
        noted(.loggedIn, account: account, request, context)
        let token = NewSecrets.token()
        try await store.open(
            NewSession(
                hash: OneTimeToken.hash(token),
                id: store.identifiers.make("ses_", at: store.clock.wall()),
                accountID: account,
                address: clientText(request, context),
                network: clientNetwork(request, context).name,
                agent: (request.headers[.userAgent] ?? "").limited(to: 200)
            )
        )
        return cookie("aig_session", token, for: Store.sessionLength)
    }

    /// Sets a cookie that only we read, and that comes along when a link of another site leads here.
    func cookie(_ name: String, _ value: String, for length: Duration) -> String {
        "\(full(name))=\(value); Path=/; HttpOnly; SameSite=Lax; "
            + "Max-Age=\(length.components.seconds)" + (isSecure ? "; Secure" : "")
    }

    func cookie(_ name: String, of request: Request) -> String? {
        request.cookies[full(name)]?.value
    }

    var endedCookie: String { cookie("aig_session", "", for: .zero) }

    /// Browsers take a name with this prefix only from the host itself, and only encrypted.
    private func full(_ name: String) -> String { isSecure ? "__Host-" + name : name }

    /// People come to us encrypted, whoever does it.
    var isSecure: Bool { link.publicURL().hasPrefix("https://") }
}
