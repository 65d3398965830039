package import Domain

/// How we are known at an identity provider.
package struct IdentityProviderAccount: Sendable {
    /// As the provider writes it, to the letter: `https://id.example.com`.
    package let issuer: String
    package let clientID: String
    /// nil: a public client, which proves itself by PKCE alone.
    package let clientSecret: Secret?
    /// As its button calls it.
    package let name: String
    /// Addresses count as confirmed though the provider does not say so of each.
    package let trustsEmail: Bool

    /// Where the provider describes itself (OpenID Connect Discovery 1.0, 4).
    var descriptionURL: String {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        return base + "/.well-known/openid-configuration"
    }

    package init(
        issuer: String,
        clientID: String,
        clientSecret: Secret?,
        name: String,
        trustsEmail: Bool
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.name = name
        self.trustsEmail = trustsEmail
    }
}

/// Why nobody was signed in. The text is for the operator.
enum SignOnFailure: Error, Hashable, Sendable {
    case unreachable(String)
    /// It answered, but not what it must.
    case wrongAnswer(String)
}
