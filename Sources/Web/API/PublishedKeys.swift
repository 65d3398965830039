import Domain
import Hummingbird
import Storage

/// `GET /.well-known/aigenerate-keys.json`: every key that receipts were ever signed with, as a JSON
/// Web Key Set. Not in kie's envelope: other people's libraries read it.
struct PublishedKeys: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let keys = try await house.store.receiptKeys()
        return Envelope.respond(
            .ok,
            ["keys": .array(keys.map(\.jwk))],
            ["Cache-Control": "public, max-age=300"]
        )
    }
}
