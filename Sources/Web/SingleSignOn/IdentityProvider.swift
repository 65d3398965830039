import Domain
package import Egress
import Foundation
import JWTKit
import Synchronization

/// An OpenID Connect provider that the operator named: the authorization code flow with PKCE, state
/// and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636).
///
/// What it says of itself and its keys are kept for an hour; a key that is not among them is looked
/// for anew, once a minute at most.
package final class IdentityProvider: Sendable {
    let account: IdentityProviderAccount
    private let client: GuardedClient

    private struct State {
        var description: ProviderDescription?
        var keys: JWTKeyCollection?
        var fetchedAt: Timestamp?
    }

    // Guards what was fetched; two fetches at once do no harm.
    private let state = Mutex(State())

    /// - client: may call the issuer's origin; what else the issuer names must be public.
    package init(account: IdentityProviderAccount, client: GuardedClient) {
        self.account = account
        self.client = client
    }

    private static let kept = Duration.seconds(3_600)
    private static let pause = Duration.seconds(60)

    /// Where a browser is sent to.
    func authorization(
        _ ticket: SignOnTicket,
        redirect: String,
        at now: Timestamp
    ) async throws(SignOnFailure) -> String {
        let description = try await description(at: now)
        let query = [
            ("response_type", "code"), ("client_id", account.clientID),
            ("redirect_uri", redirect), ("scope", "openid email"), ("state", ticket.state),
            ("nonce", ticket.nonce), ("code_challenge", ticket.challenge),
            ("code_challenge_method", "S256"),
        ]
        let address = description.authorization
        return address + (address.contains("?") ? "&" : "?") + FormText.encoded(query)
    }

    /// Who came back with this code.
    func person(
        code: String,
        _ ticket: SignOnTicket,
        redirect: String,
        at now: Timestamp
    ) async throws(SignOnFailure) -> OutsidePerson {
        let description = try await description(at: now)
        let answer = try await redeem(code, ticket, redirect, description)
        guard let token = answer["id_token"]?.stringValue else {
            throw .wrongAnswer("the token answer has no id_token")
        }
        try IDTokenText.check(token)
        var claims = try await verified(token, at: now)
        try claims.check(account, nonce: ticket.nonce, at: now)
        let isVague = claims.email == nil || !claims.isEmailVerified && !account.trustsEmail
        if isVague, let access = answer["access_token"]?.stringValue,
            let address = description.userInfo
        {
            try claims.add(try await json(.get(address), [bearer(access)]))
        }
        return OutsidePerson(
            issuer: account.issuer,
            subject: claims.subject,
            email: claims.email.flatMap { EmailAddress($0) },
            isConfirmed: claims.isEmailVerified || account.trustsEmail
        )
    }

    private func redeem(
        _ code: String,
        _ ticket: SignOnTicket,
        _ redirect: String,
        _ description: ProviderDescription
    ) async throws(SignOnFailure) -> JSONValue {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
            ("code_verifier", ticket.verifier),
        ]
        var headers = [
            (name: "Content-Type", value: "application/x-www-form-urlencoded"),
            (name: "Accept", value: "application/json"),
        ]
        // Said in one place only: there are providers that refuse who says it in two.
        if let secret = account.clientSecret, description.takesBasic {
            // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
            let pair = [account.clientID.inQuery, secret.reveal().inQuery]
            let text = Data(pair.joined(separator: ":").utf8).base64EncodedString()
            headers.append((name: "Authorization", value: "Basic \(text)"))
        } else {
            form.append(("client_id", account.clientID))
            if let secret = account.clientSecret {
                form.append(("client_secret", secret.reveal()))
            }
        }
        return try await json(.post(description.token, FormText.encoded(form)), headers)
    }

    private func verified(
        _ token: String,
        at now: Timestamp
    ) async throws(SignOnFailure) -> IDTokenClaims {
        try checkHeader(of: token)
        if let claims = try? await keys(at: now, isNew: false).verify(token, as: IDTokenClaims.self)
        {
            return claims
        }
        // Its keys may have changed since.
        do {
            return try await keys(at: now, isNew: true).verify(token, as: IDTokenClaims.self)
        } catch let failure as SignOnFailure {
            throw failure
        } catch {
            throw .wrongAnswer("the ID token does not verify: \(error)")
        }
    }

    /// RFC 7515, 4.1.11: extensions that a header calls critical must be understood, or the token be
    /// refused. None is understood here, and the library does not look.
    private func checkHeader(of token: String) throws(SignOnFailure) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.bytes(String(parts[0])),
            let header = (try? JSONValue.parse(bytes))?.objectValue
        else { throw .wrongAnswer("the ID token is no signed JSON Web Token") }
        guard header["crit"] == nil else {
            throw .wrongAnswer("the ID token's header names critical extensions")
        }
    }

    private func description(
        at now: Timestamp
    ) async throws(SignOnFailure) -> ProviderDescription {
        let (known, age) = state.withLock { state in
            (state.description, state.fetchedAt.map { now - $0 })
        }
        if let known, let age, age < Self.kept { return known }
        let description = try ProviderDescription(
            try await json(.get(account.descriptionURL), []),
            issuer: account.issuer
        )
        state.withLock { $0 = State(description: description, keys: nil, fetchedAt: now) }
        return description
    }

    private func keys(
        at now: Timestamp,
        isNew: Bool
    ) async throws(SignOnFailure) -> JWTKeyCollection {
        let (known, age) = state.withLock { state in
            (state.keys, state.fetchedAt.map { now - $0 })
        }
        if let known, !isNew || (age ?? .zero) < Self.pause { return known }
        let description = try await description(at: now)
        let keys = try await ProviderKeys.read(try await json(.get(description.keys), []))
        state.withLock { state in
            state.keys = keys
            state.fetchedAt = now
        }
        return keys
    }

    private enum Ask {
        case get(String)
        case post(String, String)
    }

    private func json(
        _ ask: Ask,
        _ headers: [(name: String, value: String)]
    ) async throws(SignOnFailure) -> JSONValue {
        let answer: CallAnswer
        do throws(EgressFailure) {
            switch ask {
            case .get(let url): answer = try await client.get(url, headers: headers)
            case .post(let url, let form):
                answer = try await client.post(
                    url,
                    headers: headers,
                    body: Array(form.utf8),
                    limits: .service
                )
            }
        } catch {
            throw .unreachable("\(error)")
        }
        let body = answer.isWhole ? try? JSONValue.parse(answer.bodyStart, excessMarks: .cut) : nil
        guard answer.status == 200, let body else {
            throw .wrongAnswer("status \(answer.status): \(body?["error"]?.stringValue ?? "–")")
        }
        return body
    }

    private func bearer(_ token: String) -> (name: String, value: String) {
        (name: "Authorization", value: "Bearer \(token)")
    }
}
