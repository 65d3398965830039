import Domain
import Hummingbird
import Storage

/// `GET /openapi.json`. Public.
struct ShowOpenAPI: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) -> Response {
        let document = OpenAPIDocument(
            endpoints: Routes.all(house),
            models: house.catalog.allVariants.flatMap { [$0.slug] + $0.aliases }.sorted(),
            server: house.link.publicURL()
        )
        return Envelope.respond(.ok, document.json, ["Cache-Control": "public, max-age=300"])
    }
}
