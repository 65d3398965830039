import Crypto
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
        let issue = IssueKey(premises: premises)
        return Opened(
            accountID: id,
            apiKey: try await issue(account: id, name: "default", isTest: false).text,
            testKey: try await issue(account: id, name: "test", isTest: true).text,
            webhookSecret: secret
        )
    }
}

/// Makes an API key; only its HMAC is stored.
struct IssueKey: Sendable {
    let premises: Premises

    func callAsFunction(
        account: Int64,
        name: String,
        isTest: Bool,
        scopes: Set<Scope> = Set(Scope.allCases),
        models: [String] = [],
        networks: [String] = [],
        expiresAt: Timestamp? = nil
    ) async throws -> (id: Int64, text: String) {
        guard let text = APIKeyText.make(isTest: isTest, random: NewSecrets.bytes(128)) else {
            throw CommandFailure(.unexpected, "No random bytes for a key.")
        }
        let hint = "\(text.prefix(isTest ? 15 : 10))…\(text.suffix(4))"
        let id = try await premises.store.createKey(
            NewKey(
                accountID: account,
                hash: premises.vault.hash(apiKey: text),
                name: name,
                hint: hint,
                isTest: isTest,
                scopes: scopes,
                models: models,
                networks: networks,
                expiresAt: expiresAt
            )
        )
        return (id, text)
    }
}

enum NewSecrets {
    static func bytes(_ count: Int) -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) }
    }

    static func webhook() -> String {
        WebhookSecret(key: bytes(32)).text
    }
}
