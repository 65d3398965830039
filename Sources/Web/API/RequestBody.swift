import Domain
import Hummingbird
import NIOCore

enum RequestBody {
    /// The body as a JSON object. 413 above the limit, 400 with the place when it is not JSON.
    static func json(_ request: Request) async throws -> [String: JSONValue] {
        if let length = request.headers[.contentLength].flatMap(Int.init),
            length > Limits.jsonBody
        {
            throw APIError.bodyTooLarge
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Limits.jsonBody)
        } catch is NIOTooManyBytesError {
            throw APIError.bodyTooLarge
        }
        do throws(JSONSyntaxError) {
            let value = try JSONValue.parse(buffer.readableBytesView)
            guard let members = value.objectValue else {
                throw JSONSyntaxError(message: "expected an object", offset: 0)
            }
            return members
        } catch {
            throw APIError.malformed(
                "The body is not the JSON expected: \(error.message) (at byte \(error.offset))."
            )
        }
    }
}
