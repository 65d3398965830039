import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// kie's envelope around every answer of the jobs API.
enum Envelope {
    static func success(_ data: JSONValue, headers: [String: String] = [:]) -> Response {
        respond(.ok, ["code": 200, "msg": "success", "data": data], headers)
    }

    /// - more: members that one endpoint's clients look for.
    static func failure(
        _ error: APIError,
        with more: [String: JSONValue] = [:]
    ) -> Response {
        respond(error.status, .object(body(of: error).merging(more) { $1 }), headers(of: error))
    }

    static func headers(of error: APIError) -> [String: String] {
        var headers = error.headers
        if let retryAfter = error.retryAfter { headers["Retry-After"] = String(retryAfter) }
        // OpenAI's clients obey it: a permanent no must not be asked again.
        if !error.isTransient { headers["x-should-retry"] = "false" }
        return headers
    }

    static func body(of error: APIError) -> [String: JSONValue] {
        [
            "code": .int(Int64(error.code)), "msg": .string(error.message),
            // Some of kie's pages say `message`, and so do clients.
            "message": .string(error.message), "data": nil,
            "error": [
                "type": .string(error.type), "code": .string(error.type),
                "param": .text(error.param), "message": .string(error.message),
                "docs": .string("/docs/errors#\(error.type)"),
            ],
        ]
    }

    static func respond(
        _ status: HTTPResponse.Status,
        _ body: JSONValue,
        _ headers: [String: String]
    ) -> Response {
        var fields: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in headers {
            if let name = HeaderName.named(name) { fields[name] = value }
        }
        return Response(
            status: status,
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes()))
        )
    }
}
