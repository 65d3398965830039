import Egress
import Web

/// Services that the operator named in the settings: they may be where no customer's URL may lead.
struct OperatorServices: Sendable {
    let config: Config

    func stripe(_ account: StripeAccount) -> StripeCheckout {
        StripeCheckout(
            client: client(for: account.origin),
            baseURL: account.baseURL,
            key: account.key,
            webhookSecret: account.webhookSecret
        )
    }

    func identities(_ settings: SingleSignOn) -> IdentityProvider {
        IdentityProvider(account: settings.account, client: client(for: settings.origin))
    }

    /// What is not of this origin must be public, as for everybody.
    private func client(for origin: Origin) -> GuardedClient {
        GuardedClient(
            policy: EgressPolicy(trustedOrigins: [origin]),
            resolver: Resolver.system.knowing(config.extraHosts)
        )
    }
}
