/// What a key may be used for.
package enum Scope: String, Sendable, CaseIterable {
    /// Create and cancel tasks, ask for quotes.
    case generate
    /// Read tasks, balance, models, deliveries.
    case read
    /// Resend deliveries and change the account's settings.
    case manage
}

/// A key as we know it: everything but its text.
package struct APIKey: Hashable, Sendable {
    package let id: Int64
    package let accountID: Int64
    package let name: String
    /// Enough to recognise it: `sk-aig-aB3d…x9Zq`.
    package let hint: String
    /// Reaches only the Sandbox and costs nothing.
    package let isTest: Bool
    package let scopes: Set<Scope>
    /// Slugs it may use; empty: all.
    package let models: Set<String>
    /// Networks it may be used from; empty: all.
    package let networks: [String]
    package let expiresAt: Timestamp?
    package let revokedAt: Timestamp?
    package let isAccountActive: Bool
    /// The one that an account's pages order with; it has no text.
    package let isBuiltIn: Bool
    /// Until when its secret of before the last rotation works, too.
    package let oldSecretUntil: Timestamp?

    package init(
        id: Int64,
        accountID: Int64,
        name: String,
        hint: String,
        isTest: Bool,
        scopes: Set<Scope>,
        models: Set<String>,
        networks: [String],
        expiresAt: Timestamp?,
        revokedAt: Timestamp?,
        isAccountActive: Bool,
        isBuiltIn: Bool = false,
        oldSecretUntil: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.hint = hint
        self.isTest = isTest
        self.scopes = scopes
        self.models = models
        self.networks = networks
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.isAccountActive = isAccountActive
        self.isBuiltIn = isBuiltIn
        self.oldSecretUntil = oldSecretUntil
    }
}

/// Who is calling: a checked key. Nothing that moves money is called without one.
package struct Caller: Hashable, Sendable {
    package let key: APIKey

    package init(key: APIKey) {
        self.key = key
    }

    package var accountID: Int64 { key.accountID }
}
