import Domain
import Hummingbird
import NIOCore

/// `POST /v1/images/generations`, `/v1/images/edits` and `/v1/images/variations`: OpenAI's images
/// API, where each call is a task.
struct ImageEndpoints: Sendable {
    let house: House

    func generate(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .generate)
        let deployment = try Deployment(context)
        var body = try await RequestBody.json(request)
        if let deployment { body = try deployment.naming(body) }
        let image = try ImageRequest(.generation, fields: body)
        return try await answer(
            image,
            fingerprint: TaskOrder.fingerprint(image.kind.path, body),
            request,
            context,
            caller
        )
    }

    func edit(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .generate)
        try house.checkOpen()
        let deployment = try Deployment(context)
        let isForm = request.headers[.contentType]?.lowercased().hasPrefix("multipart/") ?? false
        let edit =
            isForm
            ? try await EditRequest.form(request, house, caller, at: deployment)
            : try EditRequest.json(
                try await RequestBody.json(request, limit: Limits.editJSON),
                at: deployment
            )
        return try await answer(
            edit.image,
            fingerprint: edit.fingerprint,
            request,
            context,
            caller
        )
    }

    private func answer(
        _ image: ImageRequest,
        fingerprint: String,
        _ request: Request,
        _ context: APIContext,
        _ caller: Caller
    ) async throws -> Response {
        do {
            let ordered = try await OrderImage(house: house)(
                image,
                caller,
                headers: request.headers,
                fingerprint: fingerprint,
                requestID: context.requestID
            )
            return try await afterAccept(ordered.task) {
                try await AnswerImage(house: house)(image, ordered, request.headers)
            }
        } catch let error as APIError {
            throw image.naming(error)
        }
    }

    func vary(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .generate)
        throw APIError.variationsEnded
    }
}
