import Domain
import Storage

/// What is written to people. Every link works once.
struct Letters: Sendable {
    let house: House

    func verify(_ account: Int64, _ email: String) async throws {
        let link = try await link("/verify", .verify, account, lasting: .seconds(3 * 86_400))
        let grant = house.settings.signUpGrant
        let gift = grant.isPositive ? " It unlocks your first $\(grant.dollars)." : ""
        _ = await house.post(
            Letter(
                to: email,
                subject: "Confirm your address",
                text:
                    "Open this link to confirm that this address is yours.\(gift) It works once, for "
                    + "three days.\n\n\(link)\n\nIf you did not sign up, do nothing.\n",
                link: link
            )
        )
    }

    func reset(_ account: Int64, _ email: String) async throws {
        let link = try await link("/reset", .reset, account, lasting: .seconds(3_600))
        _ = await house.post(
            Letter(
                to: email,
                subject: "Choose a new password",
                text: "Open this link to choose a new password. It works once, for an hour.\n\n"
                    + "\(link)\n\nIf you did not ask for it, do nothing.\n",
                link: link
            )
        )
    }

    /// Somebody signed up with an address that has an account: only its owner is told.
    func known(_ email: String) async {
        let link = house.link.publicURL() + "/login"
        _ = await house.post(
            Letter(
                to: email,
                subject: "You have an account already",
                text: "Somebody, perhaps you, tried to sign up with this address, which has an "
                    + "account. Log in, or choose a new password there:\n\n\(link)\n",
                link: nil
            )
        )
    }

    private func link(
        _ path: String,
        _ purpose: LinkPurpose,
        _ account: Int64,
        lasting: Duration
    ) async throws -> String {
        let token = NewSecrets.token()
        try await house.store.issue(
            link: OneTimeToken.hash(token),
            for: purpose,
            account: account,
            lasting: lasting
        )
        return "\(house.link.publicURL())\(path)?t=\(token)"
    }
}
