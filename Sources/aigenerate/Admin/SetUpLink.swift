import Storage
import Web

/// The link that makes its holder the first administrator, as long as there is none.
struct SetUpLink: Sendable {
    let premises: Premises

    /// Minutes that it works.
    static let minutes = 30

    /// A new one, which takes the place of the one before; nil when there is an administrator.
    func issue(at url: String) async throws -> String? {
        guard try await !premises.store.hasAdmin() else { return nil }
        let token = NewSecrets.token()
        try await premises.store.issue(
            link: OneTimeToken.hash(token),
            for: .setup,
            account: nil,
            lasting: .seconds(60 * Self.minutes)
        )
        return "\(url)/setup?t=\(token)"
    }
}
