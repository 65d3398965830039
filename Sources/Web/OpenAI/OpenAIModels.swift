import Domain
import Foundation
import Hummingbird

/// `GET /v1/models` and `/v1/models/{id}`: OpenAI's names that can be bought here, and our slugs.
struct OpenAIModels: Sendable {
    let house: House

    func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .read)
        return OpenAIEnvelope.success(["object": "list", "data": .array(models.map(\.json))])
    }

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .read)
        let id = context.parameters.getCatchAll().joined(separator: "/")
        let name = id.removingPercentEncoding ?? id
        if let model = models.first(where: { $0.id == name }) {
            return OpenAIEnvelope.success(model.json)
        }
        guard let variant = house.catalog.variant(name) else {
            throw APIError.modelNotFound("The model '\(name)' does not exist here.")
        }
        return OpenAIEnvelope.success(Model(variant.slug, variant).json)
    }

    private struct Model {
        let id: String
        let owner: String
        let retires: CivilDate?

        init(_ id: String, _ variant: Variant) {
            self.id = id
            owner = variant.routes.first?.provider ?? "aigenerate"
            retires = variant.retires
        }

        var json: JSONValue {
            [
                "id": .string(id), "object": "model", "created": 0, "owned_by": .string(owner),
                "shutdown_date": .text(retires?.text),
            ]
        }
    }

    /// Each of OpenAI's names once, then every slug.
    private var models: [Model] {
        let variants = house.catalog.allVariants
        var seen: Set<String> = []
        let named = variants.compactMap { variant -> Model? in
            guard let name = variant.upstreamModel, seen.insert(name).inserted else { return nil }
            return Model(name, variant)
        }
        return named + variants.map { Model($0.slug, $0) }
    }
}
