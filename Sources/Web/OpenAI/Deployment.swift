import Domain
import Foundation
import Hummingbird

/// The model that an address of Azure's names: `/openai/deployments/{model}/images/generations`.
struct Deployment: Sendable {
    let name: String

    private static let longest = 255

    /// nil: the address names none.
    init?(_ context: APIContext) throws(APIError) {
        guard let raw = context.parameters.get("deployment") else { return nil }
        let name = PercentEncoding.text(raw)
        guard raw.utf8.count <= Self.longest,
            name.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .modelNotFound("The model that the address names does not exist here.") }
        self.name = name
    }

    /// The request's fields with its model, which they may name as well.
    func naming(_ fields: [String: JSONValue]) throws(APIError) -> [String: JSONValue] {
        var fields = fields
        let other = fields["model"] ?? .null
        guard other.isNull || other == "" || other == .string(name) else {
            throw .invalidValue(
                "The address names the model '\(name)', and 'model' another. Leave 'model' out.",
                param: "model"
            )
        }
        fields["model"] = .string(name)
        return fields
    }
}
