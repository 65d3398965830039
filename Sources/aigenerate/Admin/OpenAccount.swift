import Domain
import Storage

/// Opens a customer's account with a key, a test key and a webhook secret. The secrets are shown
/// this once.
struct OpenAccount: Sendable {
    let premises: Premises

    struct Opened: Sendable {
        let accountID: Int64
        let apiKey: String
        let testKey: String
        let webhookSecret: String
    }

    func callAsFunction(email: String, grant: MicroUSD) async throws -> Opened {
        let secret = NewSecrets.webhook()
        let id = try await premises.store.createAccount(
            NewAccount(
                email: email,
                signUpGrant: grant,
                sealedWebhookSecret: try premises.vault.seal(Secret(secret), for: "webhook")
            )
        )
        let issue = IssueKey(store: premises.store, vault: premises.vault)
        return Opened(
            accountID: id,
            apiKey: try await issue(account: id, name: "default", isTest: false).text,
            testKey: try await issue(account: id, name: "test", isTest: true).text,
            webhookSecret: secret
        )
    }
}
