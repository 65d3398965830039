import Domain
import Hummingbird

extension House {
    /// Counts an e-mail that somebody asks us to send to an address, once their network may ask at all.
    /// Nobody's inbox is flooded, and whoever floods it cannot keep its owner, where they signed in
    /// before, from asking.
    ///
    /// - account: whose address it is; nil: nobody's, or it does not matter.
    func admitEmail(
        to email: EmailAddress,
        _ account: Int64?,
        _ request: Request,
        _ context: APIContext
    ) async throws {
        let tries = self.tries("e-mail", request, context)
        try await tries.admit(.email(email), fromHere: Limits.emailsHere)
        try await tries.admit(.email(email), Limits.emails) {
            guard let account else { return false }
            return try await hasSignedIn(account, in: tries.network)
        }
    }
}
