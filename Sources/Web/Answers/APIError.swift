import Domain
import HTTPTypes
import Storage

/// An answer that says no: what is wrong, what is allowed, what to do. Only `APIError` knows
/// statuses; each `code` has an anchor in docs/errors.md.
struct APIError: Error, Hashable, Sendable {
    /// kie's number: the HTTP status, or one of its own (433, 455, 505).
    let code: Int
    let status: HTTPResponse.Status
    let type: String
    var message: String
    var param: String?
    /// Seconds, and the same more exactly.
    var retryAfter: Int64?
    var retryAfterMilliseconds: Int64?
    /// A retry of the very same request can succeed.
    var isTransient = false
    /// More headers, such as the rate limit's.
    var headers: [String: String] = [:]
}

extension APIError {
    static func malformed(_ message: String, param: String? = nil) -> APIError {
        APIError(
            code: 400,
            status: .badRequest,
            type: "invalid_request",
            message: message,
            param: param
        )
    }

    static func unauthorized(_ message: String) -> APIError {
        APIError(code: 401, status: .unauthorized, type: "invalid_api_key", message: message)
    }

    static func forbidden(_ message: String, param: String? = nil) -> APIError {
        APIError(
            code: 403,
            status: .forbidden,
            type: "permission_denied",
            message: message,
            param: param
        )
    }

    static func notFound(_ message: String, param: String? = nil) -> APIError {
        APIError(code: 404, status: .notFound, type: "not_found", message: message, param: param)
    }

    /// One text for "not there" and "not yours", byte for byte.
    static let noSuchTask = notFound("There is no task with this id.", param: "taskId")

    static func tooManyTries(seconds: Int64) -> APIError {
        APIError(
            code: 429,
            status: .tooManyRequests,
            type: "rate_limit_exceeded",
            message: "Too many tries. Try again in \(seconds / 60 + 1) minutes.",
            retryAfter: seconds,
            isTransient: true
        )
    }

    /// Above the limit on refused requests.
    static func tooManyRefusals(
        _ limit: RateLimit,
        of whose: String,
        seconds: Int64
    ) -> APIError {
        APIError(
            code: 429,
            status: .tooManyRequests,
            type: "rate_limit_exceeded",
            message: "\(limit.count) requests of \(whose) were refused within "
                + "\(limit.window.wholeMilliseconds / 1_000) s, and this one would be, too. "
                + "Requests that are in order still go through. Correct it, or try again in "
                + "\(seconds) s. Nothing was charged.",
            retryAfter: seconds,
            isTransient: true
        )
    }

    static let noSuchPage = notFound("There is nothing at this address.")

    static func conflict(_ type: String, _ message: String) -> APIError {
        APIError(code: 409, status: .conflict, type: type, message: message)
    }

    static func tooLarge(_ limit: Int64) -> APIError {
        APIError(
            code: 413,
            status: .contentTooLarge,
            type: "body_too_large",
            message: "This is larger than \(limit / 1_000_000) MB."
        )
    }

    static func uploadsFull(_ error: UploadsFull) -> APIError {
        APIError(
            code: 413,
            status: .contentTooLarge,
            type: "uploads_full",
            message: "Your uploaded files have \(error.kept / 1_000_000) MB; all of an account may "
                + "have \(error.most / 1_000_000) MB. They are deleted by themselves after some "
                + "days. Nothing was kept."
        )
    }

    static let addressTooLong = APIError(
        code: 414,
        status: .uriTooLong,
        type: "address_too_long",
        message: "The address is longer than \(Limits.address) bytes."
    )

    static let headersTooLarge = APIError(
        code: 431,
        status: .requestHeaderFieldsTooLarge,
        type: "headers_too_large",
        message: "The headers are more than \(Limits.headerFields) or larger than "
            + "\(Limits.headerBytes) bytes."
    )

    static let tooSlow = APIError(
        code: 408,
        status: .requestTimeout,
        type: "request_timeout",
        message: "The request came too slowly, so it was given up. Nothing was charged.",
        isTransient: true
    )

    static func unprocessable(
        _ message: String,
        param: String?,
        type: String = "invalid_input"
    ) -> APIError {
        APIError(
            code: 422,
            status: .unprocessableContent,
            type: type,
            message: message,
            param: param
        )
    }

    static func switchedOff(_ message: String) -> APIError {
        APIError(
            code: 505,
            status: .forbidden,
            type: "model_not_available",
            message: message,
            param: "model"
        )
    }

    static func maintenance(_ message: String) -> APIError {
        APIError(
            code: 455,
            status: .serviceUnavailable,
            type: "maintenance",
            message: message,
            retryAfter: Limits.retryLater,
            isTransient: true
        )
    }

    static let internalFault = APIError(
        code: 500,
        status: .internalServerError,
        type: "internal_error",
        message: "Something went wrong on our side. Nothing was charged. Try again; if it stays, "
            + "tell the operator the request id.",
        isTransient: true
    )

    /// Of a request's body (RFC 9110, 15.5.16).
    static func unknownCoding(_ name: String) -> APIError {
        let isPlain = name.utf8.count <= 100 && name.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        return APIError(
            code: 415,
            status: .unsupportedMediaType,
            type: "unsupported_encoding",
            message:
                "The body's Content-Encoding '\(isPlain ? name : "?")' is not known here. Send "
                + "it as gzip, or as it is. Nothing was charged.",
            headers: ["Accept-Encoding": "gzip, identity"]
        )
    }

    /// RFC 9112, 6.1.
    static let unknownTransferCoding = APIError(
        code: 501,
        status: .notImplemented,
        type: "not_implemented",
        message: "The only Transfer-Encoding that is understood here is chunked."
    )

    static func methodNotAllowed(allowed: [String]) -> APIError {
        let list = allowed.joined(separator: ", ")
        return APIError(
            code: 405,
            status: .methodNotAllowed,
            type: "method_not_allowed",
            message: "This address does not take this method. It takes \(list).",
            headers: ["Allow": list]
        )
    }

    static let rangeNotSatisfiable = APIError(
        code: 416,
        status: .rangeNotSatisfiable,
        type: "range_not_satisfiable",
        message: "The file has no such range."
    )
}
