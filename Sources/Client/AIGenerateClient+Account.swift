public import Foundation

extension AIGenerateClient {
    /// The account's balance: what is available, what running tasks hold, what was spent.
    public func balance() async throws(AIGenerateError) -> Balance {
        try await fetch(.get("/api/v1/account/balance")).data
    }

    /// What is available, in credits with 2 decimals.
    public func credits() async throws(AIGenerateError) -> Decimal {
        try await fetch(.get("/api/v1/chat/credit")).data
    }

    /// Every variant that can be ordered.
    public func models() async throws(AIGenerateError) -> [ModelRecord] {
        try await fetch(.get("/api/v1/models")).data
    }

    /// One variant.
    ///
    /// - Throws: `.server` with code 404 when there is none of that name.
    public func model(_ slug: String) async throws(AIGenerateError) -> ModelRecord {
        try await fetch(.get("/api/v1/models/\(ServerAddress.escape(slug))")).data
    }
}
