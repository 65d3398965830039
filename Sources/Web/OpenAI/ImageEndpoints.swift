import Domain
import Hummingbird
import NIOCore

/// `POST /v1/images/generations`, `/v1/images/edits` and `/v1/images/variations`: OpenAI's images
/// API, where each call is a task.
struct ImageEndpoints: Sendable {
    let house: House

    func generate(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .generate)
        let body = try await RequestBody.json(request)
        let image = try ImageRequest(.generation, fields: body)
        let ordered = try await OrderImage(house: house)(
            image,
            caller,
            headers: request.headers,
            fingerprint: TaskOrder.fingerprint(image.kind.path, body),
            requestID: context.requestID
        )
        return try await AnswerImage(house: house)(image, ordered, request.headers)
    }

    func edit(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .generate)
        try house.checkOpen()
        let isForm = request.headers[.contentType]?.lowercased().hasPrefix("multipart/") ?? false
        let edit =
            isForm
            ? try await EditRequest.form(request, house, caller)
            : try EditRequest.json(
                try await RequestBody.json(request, limit: Limits.editJSON)
            )
        let ordered: OrderImage.Ordered
        do {
            ordered = try await OrderImage(house: house)(
                edit.image,
                caller,
                headers: request.headers,
                fingerprint: edit.fingerprint,
                requestID: context.requestID
            )
        } catch let error as APIError {
            throw edit.naming(error)
        }
        return try await AnswerImage(house: house)(edit.image, ordered, request.headers)
    }

    func vary(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .generate)
        throw APIError.variationsEnded
    }
}
