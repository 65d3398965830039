package import Domain

/// Makes an API key; only its HMAC is stored, and the text is shown once.
package struct IssueKey: Sendable {
    let store: Store
    let vault: Vault

    package init(store: Store, vault: Vault) {
        self.store = store
        self.vault = vault
    }

    package func callAsFunction(
        account: Int64,
        name: String,
        isTest: Bool,
        scopes: Set<Scope> = Set(Scope.allCases),
        models: [String] = [],
        networks: [String] = [],
        expiresAt: Timestamp? = nil
    ) async throws -> (id: Int64, text: String) {
        guard let text = APIKeyText.make(isTest: isTest, random: NewSecrets.bytes(128)) else {
            throw DatabaseError.malformed("no random bytes for a key")
        }
        let hint = Self.hint(text, isTest: isTest)
        let id = try await store.createKey(
            NewKey(
                accountID: account,
                hash: vault.hash(apiKey: text),
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

    static func hint(_ text: String, isTest: Bool) -> String {
        "\(text.prefix(isTest ? 15 : 10))…\(text.suffix(4))"
    }
}
