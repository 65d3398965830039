public import AsyncHTTPClient
import Foundation

extension AIGenerateClient {
    /// The keys that a server's receipts are checked with. Anybody may ask.
    public static func receiptKeys(
        of server: String,
        httpClient: HTTPClient = .shared
    ) async throws(AIGenerateError) -> ReceiptKeys {
        let client = try AIGenerateClient(server: server, key: "", httpClient: httpClient)
        return try await client.receiptKeys()
    }

    /// The keys that the receipts of this server are checked with.
    public func receiptKeys() async throws(AIGenerateError) -> ReceiptKeys {
        var call = APICall.get("/.well-known/aigenerate-keys.json")
        call.isPublic = true
        let answer = try await send(call)
        do {
            return try JSONDecoder().decode(ReceiptKeys.self, from: answer.body)
        } catch {
            throw .unexpectedAnswer(UnexpectedAnswer(error, path: call.path, answer.headers))
        }
    }
}
