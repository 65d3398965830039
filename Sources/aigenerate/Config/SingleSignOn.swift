import Domain
package import Egress
package import Web

/// The identity provider that people may sign in with, as the settings have it.
package struct SingleSignOn: Sendable {
    package let account: IdentityProviderAccount
    package let origin: Origin

    /// nil: there is none.
    init?(_ values: ConfigValues) throws(ConfigError) {
        let trustsEmail = try values.flag("oidc-trust-email")
        let name = try values.required("oidc-name")
        guard let issuer = values.text("oidc-issuer") else { return nil }
        do throws(EgressRefusal) { origin = try Origin(of: issuer) } catch {
            throw ConfigError(
                message: "oidc-issuer must be a URL such as https://id.example.com, not "
                    + "'\(issuer)'."
            )
        }
        guard let clientID = values.text("oidc-client-id") else {
            throw ConfigError(
                message: "oidc-client-id is needed with oidc-issuer: what this server is called "
                    + "there."
            )
        }
        account = IdentityProviderAccount(
            issuer: issuer,
            clientID: clientID,
            clientSecret: values.text("oidc-client-secret").map { Secret($0) },
            name: name,
            trustsEmail: trustsEmail
        )
    }
}
