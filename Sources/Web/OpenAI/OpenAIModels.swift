import Domain
import Foundation
import Hummingbird

/// `GET /v1/models` and `/v1/models/{id}`: every name that can be ordered by, OpenAI's and ours.
struct OpenAIModels: Sendable {
    let house: House

    func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .read)
        return OpenAIEnvelope.success(["object": "list", "data": .array(models.map(\.json))])
    }

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .read)
        let name = Self.name(context)
        guard let model = model(name) else {
            throw house.refusal(problem(name), isOpenAI: true)
        }
        return OpenAIEnvelope.success(model.json)
    }

    /// `DELETE /v1/models/{id}`: OpenAI's clients can ask for it, and nobody here may.
    func delete(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .read)
        throw APIError.forbidden(
            "Models cannot be deleted with an API key: they are the operator's.",
            param: "model"
        )
    }

    private static func name(_ context: APIContext) -> String {
        let id = context.parameters.getCatchAll().joined(separator: "/")
        return PercentEncoding.text(id)
    }

    private func problem(_ name: String) -> ModelProblem {
        guard case .unpriced(let family) = house.catalog.meaning(of: name) else {
            return .unknown(name, mode: nil)
        }
        return .unpriced(name, use: family.names.own.first ?? "")
    }

    private struct Model {
        let id: String
        let owner: String
        let retires: CivilDate?
        /// What draws it, where the name is another model's.
        var servedBy: String?

        init(_ id: String, _ variant: Variant, servedBy: String? = nil) {
            self.id = id
            owner = variant.routes.first?.provider ?? "aigenerate"
            retires = variant.retires
            self.servedBy = servedBy
        }

        var json: JSONValue {
            var members: [String: JSONValue] = [
                "id": .string(id), "object": "model", "created": 0, "owned_by": .string(owner),
                "shutdown_date": .text(retires?.text),
            ]
            if let servedBy { members["served_by"] = .string(servedBy) }
            return .object(members)
        }
    }

    /// A slug is told under itself, whatever alias it was asked by; a model's name as it was asked.
    private func model(_ name: String) -> Model? {
        switch house.catalog.meaning(of: name) {
        case .variant(let variant, _): Model(variant.slug, variant)
        case .model(let family, let isReplaced):
            family.variant(mode: .textToImage, quality: nil).map {
                Model(name, $0, servedBy: isReplaced ? $0.slug : nil)
            }
        case .unpriced, .unknown: nil
        }
    }

    /// Names of models first, then every slug.
    private var models: [Model] {
        let families = house.catalog.families
        let names = families.flatMap(\.names.own) + families.flatMap(\.names.replaces)
        return names.compactMap(model) + house.catalog.allVariants.map { Model($0.slug, $0) }
    }
}
