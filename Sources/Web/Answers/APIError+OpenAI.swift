import Domain
import HTTPTypes

/// What only the OpenAI-shaped endpoints refuse, and how every refusal reads in that shape: what
/// OpenAI's clients know by status, type and code.
extension APIError {
    static func invalidValue(_ message: String, param: String?) -> APIError {
        APIError(
            code: 400,
            status: .badRequest,
            type: "invalid_value",
            message: message + " Nothing was charged.",
            param: param
        )
    }

    static func modelNotFound(_ message: String) -> APIError {
        APIError(
            code: 404,
            status: .notFound,
            type: "model_not_found",
            message: message,
            param: "model"
        )
    }

    /// For a client that waits: its task is safe.
    static let stopping = maintenance(
        "The server is stopping, and your task goes on when it is back. Ask again."
    )

    static let fileExpired = notFound("This file's time is over, and it was deleted.")

    static let variationsEnded = APIError(
        code: 410,
        status: .gone,
        type: "endpoint_gone",
        message: "OpenAI ended variations, and no model here makes them. Use /v1/images/edits with "
            + "the picture and a prompt."
    )

    /// A task that ended without a picture, to a caller who waited for it. Never to be repeated by a
    /// client on its own: the shop has tried what can be tried, and a new request is a new purchase.
    static func failed(_ task: MediaTask) -> APIError {
        let message = task.failMessage ?? "It could not be drawn. Not charged."
        let (status, type): (HTTPResponse.Status, String) =
            switch task.failClass ?? .internalError {
            case .moderatedInput, .moderatedOutput: (.badRequest, "moderation_blocked")
            case .invalidInput: (.badRequest, "invalid_value")
            case .cancelled: (.conflict, "cancelled")
            case .expired, .providerTimeout: (.gatewayTimeout, task.failClass?.rawValue ?? "")
            case .providerError, .outcomeUnknown: (.badGateway, task.failClass?.rawValue ?? "")
            case .internalError: (.internalServerError, "internal_error")
            }
        return APIError(
            code: status.code,
            status: status,
            type: type,
            message: message,
            param: task.failClass == .invalidInput ? message.fieldNamedFirst : nil
        )
    }

    /// OpenAI's error object.
    var openAIBody: JSONValue {
        let (type, code) = openAIWords
        return [
            "error": [
                "message": .string(message), "type": .string(type), "code": .string(code),
                "param": .text(openAIParam),
            ]
        ]
    }

    /// A field of the model's is a field of the request's in this shape.
    private var openAIParam: String? {
        guard let param, param.hasPrefix("input.") else { return param }
        return String(param.dropFirst("input.".count))
    }

    private var openAIWords: (type: String, code: String) {
        switch type {
        case "invalid_request", "invalid_input": ("invalid_request_error", "invalid_value")
        case "invalid_api_key": ("invalid_request_error", "invalid_api_key")
        case "insufficient_credits": ("insufficient_quota", "insufficient_credits")
        case "spend_limit_exceeded": ("insufficient_quota", "spend_limit_exceeded")
        case "rate_limit_exceeded": ("requests", "rate_limit_exceeded")
        case "moderation_blocked": ("image_generation_user_error", "moderation_blocked")
        case "maintenance": ("service_unavailable_error", "server_is_overloaded")
        case "internal_error", "provider_error", "provider_timeout", "outcome_unknown", "expired":
            ("server_error", type)
        default: ("invalid_request_error", type)
        }
    }

    /// Input that does not fit the model is OpenAI's 400.
    var openAIStatus: HTTPResponse.Status {
        status == .unprocessableContent ? .badRequest : status
    }
}

extension String {
    /// What is said of one of the task's fields begins with its name in quotes.
    fileprivate var fieldNamedFirst: String? {
        guard hasPrefix("'input.") else { return nil }
        return dropFirst().firstIndex(of: "'").map { String(self[index(after: startIndex)..<$0]) }
    }
}
